/**
 * Finds validators by their public keys.
 * @module
 */
import { getNode } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { type Hex, toHex } from "../hex.ts";
import { fieldGindex } from "./field-gindex.ts";
import { listElement, listLength } from "./list-tree.ts";
import type { VerifiedState } from "./verified-state.ts";

const PUBKEY = fieldGindex(ssz.phase0.Validator, "pubkey");

/**
 * @param pubkeyRoots  hash_tree_roots of public keys.
 * @returns Index of each that is a validator at this block. A key is in the list once at most.
 */
export function findValidators(state: VerifiedState, pubkeyRoots: ReadonlySet<Hex>): Map<Hex, number> {
  const found = new Map<Hex, number>();
  const length = listLength(state, "validators");
  for (let index = 0; index < length && found.size < pubkeyRoots.size; index++) {
    const pubkeyRoot = toHex(getNode(listElement(state, "validators", index), PUBKEY).root);
    if (pubkeyRoots.has(pubkeyRoot)) found.set(pubkeyRoot, index);
  }
  return found;
}
