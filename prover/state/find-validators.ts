/**
 * Finds validators by their public keys.
 * @module
 */
import { createHash } from "node:crypto";
import { getNode } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { type Hex, toHex } from "../hex.ts";
import type { VerifiedState } from "./verified-state.ts";

export interface FoundValidator {
  readonly index: number;
  readonly withdrawalCredentials: Hex;
}

/**
 * @param pubkeyRoots  hash_tree_roots of public keys.
 * @returns Each that is a validator at this block. A key is in the list once at most.
 */
export function findValidators(
  state: VerifiedState,
  pubkeyRoots: ReadonlySet<Hex>,
): Map<Hex, FoundValidator> {
  const found = new Map<Hex, FoundValidator>();
  if (pubkeyRoots.size === 0) return found;
  // As values, not as nodes: a million of them would be built anew. The list has one type in all supported forks.
  const list = ssz[state.fork].BeaconState.fields.validators;
  const validators = list.getViewDU(getNode(state.stateNode, state.layout.validatorsGindex));
  validators.getAllReadonlyValues().forEach(({ pubkey, withdrawalCredentials }, index) => {
    const root = pubkeyRootOf(pubkey);
    if (pubkeyRoots.has(root)) {
      found.set(root, { index, withdrawalCredentials: toHex(withdrawalCredentials) });
    }
  });
  return found;
}

/** hash_tree_root of 48 bytes: they fill one chunk and a half. */
function pubkeyRootOf(pubkey: Uint8Array): Hex {
  return toHex(createHash("sha256").update(pubkey).update(HALF_CHUNK).digest());
}

const HALF_CHUNK = new Uint8Array(16);
