/**
 * Finds validators by their public keys.
 * @module
 */
import { ssz } from "@lodestar/types";
import { type Hex, toHex } from "../hex.ts";
import { fieldRoots } from "./container-roots.ts";
import { WholeStateNeededError } from "./errors.ts";
import type { VerifiedState } from "./verified-state.ts";

export interface FoundValidator {
  readonly index: number;
  readonly withdrawalCredentials: Hex;
}

const { Validator } = ssz.phase0;
const VALIDATOR_BYTES = Validator.fixedSize!;
const ROOT_BYTES = 32;
/** Validators whose keys are hashed together. */
const BATCH = 4096;

/**
 * @param pubkeyRoots  hash_tree_roots of public keys.
 * @returns Those that are validators at this block. A key is in the list at most once.
 * @throws WholeStateNeededError for a partial state.
 */
export function findValidators(
  { validatorBytes }: Pick<VerifiedState, "validatorBytes">,
  pubkeyRoots: ReadonlySet<Hex>,
): Map<Hex, FoundValidator> {
  const found = new Map<Hex, FoundValidator>();
  if (pubkeyRoots.size === 0) return found;
  if (validatorBytes === null) {
    throw new WholeStateNeededError("the search for public keys among all validators");
  }
  // Compares the first bytes first, to avoid creating two million strings.
  const beginnings = new Set([...pubkeyRoots].map(beginningOf));
  for (let from = 0; from < validatorBytes.length; from += BATCH * VALIDATOR_BYTES) {
    const batch = validatorBytes.subarray(from, from + BATCH * VALIDATOR_BYTES);
    const roots = Buffer.from(fieldRoots(Validator, "pubkey", batch).buffer);
    for (let i = 0; i * ROOT_BYTES < roots.length; i++) {
      if (!beginnings.has(roots.readUInt32BE(i * ROOT_BYTES))) continue;
      const root = toHex(roots.subarray(i * ROOT_BYTES, (i + 1) * ROOT_BYTES));
      if (!pubkeyRoots.has(root)) continue;
      const { withdrawalCredentials } = Validator.deserialize(
        batch.subarray(i * VALIDATOR_BYTES, (i + 1) * VALIDATOR_BYTES),
      );
      found.set(root, {
        index: from / VALIDATOR_BYTES + i,
        withdrawalCredentials: toHex(withdrawalCredentials),
      });
    }
  }
  return found;
}

function beginningOf(root: Hex): number {
  return Number.parseInt(root.slice(2, 10), 16);
}
