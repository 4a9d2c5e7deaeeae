/**
 * Finds provisions that have become validators in a beacon state by their public keys, with the proofs that the
 * registry needs.
 * @module
 */
import type { Address } from "viem";
import type { RegistryProvision } from "../chain/views/read-registry.ts";
import type { Hex } from "../hex.ts";
import { findValidators } from "../state/find-validators.ts";
import { elementBranches } from "../state/list-tree.ts";
import { podOfCredentials } from "../state/pod-of-credentials.ts";
import type { VerifiedState } from "../state/verified-state.ts";

/** A provision that is a validator in the state. */
export interface FoundProvision {
  readonly provision: bigint;
  readonly pubkeyRoot: Hex;
  readonly validatorIndex: number;
  readonly withdrawalCredentials: Hex;
}

export interface FoundProvisions {
  /** Validators that withdraw to a pod: the registry accepts them. */
  readonly registrable: readonly FoundProvision[];
  /** Validators that withdraw elsewhere: the registry never accepts them. */
  readonly wrongCredentials: readonly FoundProvision[];
  /** Numbers of provisions that the state has no validator for. */
  readonly missing: readonly bigint[];
}

/** @param provisions Unregistered provisions, in the order of registration. */
export function findProvisions(
  state: VerifiedState,
  provisions: readonly RegistryProvision[],
  pods: readonly Address[],
): FoundProvisions {
  const validators = findValidators(state, new Set(provisions.map(({ pubkeyRoot }) => pubkeyRoot)));
  const allowed = new Set<string | null>(pods.map((pod) => pod.toLowerCase()));
  const registrable: FoundProvision[] = [];
  const wrongCredentials: FoundProvision[] = [];
  const missing: bigint[] = [];
  for (const { number, pubkeyRoot } of provisions) {
    const validator = validators.get(pubkeyRoot);
    if (validator === undefined) {
      missing.push(number);
      continue;
    }
    const { index: validatorIndex, withdrawalCredentials } = validator;
    const found = { provision: number, pubkeyRoot, validatorIndex, withdrawalCredentials };
    (allowed.has(podOfCredentials(withdrawalCredentials)) ? registrable : wrongCredentials).push(found);
  }
  return { registrable, wrongCredentials, missing };
}

/**
 * `Registration` of the contract for each, in the order of one call: a branch leaves out what it has in common with the one
 * before. One leaf holds public key and credentials, the first two of a validator's eight fields.
 */
export function registrationArguments(state: VerifiedState, found: readonly FoundProvision[]) {
  const indices = found.map(({ validatorIndex }) => validatorIndex);
  const branches = elementBranches(state, "validators", indices, KEY_AND_CREDENTIALS_GINDEX);
  return found.map(({ provision, validatorIndex, withdrawalCredentials }, i) => ({
    provision,
    validatorIndex: BigInt(validatorIndex),
    withdrawalCredentials,
    branch: branches[i]!,
  }));
}

/** Parent of fields 0 and 1 in a container of 8 fields. */
const KEY_AND_CREDENTIALS_GINDEX = 4n;
