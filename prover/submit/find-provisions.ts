/**
 * Provisions that have become validators: found in a beacon state by their public keys, with what the registry asks to
 * see of each.
 * @module
 */
import { createHash } from "node:crypto";
import { getNode } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import type { Address } from "viem";
import { type Hex, toHex } from "../hex.ts";
import type { RegistryProvision } from "../state/execution/read-registry.ts";
import { elementBranch } from "../state/list-tree.ts";
import type { VerifiedState } from "../state/verified-state.ts";

/** A provision that is a validator in the state. */
export interface FoundValidator {
  readonly provision: bigint;
  readonly pubkeyRoot: Hex;
  readonly validatorIndex: number;
  readonly withdrawalCredentials: Hex;
}

export interface FoundValidators {
  /** They pay out to a pod: the registry takes them. */
  readonly registrable: readonly FoundValidator[];
  /** They pay out to somebody else: the registry never takes them. */
  readonly wrongCredentials: readonly FoundValidator[];
  /** Numbers of provisions that the state has no validator for. */
  readonly missing: readonly bigint[];
}

/** @param provisions In the order in which they shall join; those that are not registered. */
export function findValidators(
  state: VerifiedState,
  provisions: readonly RegistryProvision[],
  pods: readonly Address[],
): FoundValidators {
  const places = placesOf(state, new Set(provisions.map(({ pubkeyRoot }) => pubkeyRoot.toLowerCase())));
  const allowed = new Set(
    pods.flatMap((pod) => [`0x01${PADDING}${digits(pod)}`, `0x02${PADDING}${digits(pod)}`]),
  );
  const registrable: FoundValidator[] = [];
  const wrongCredentials: FoundValidator[] = [];
  const missing: bigint[] = [];
  for (const { number, pubkeyRoot } of provisions) {
    const place = places.get(pubkeyRoot.toLowerCase());
    if (place === undefined) {
      missing.push(number);
      continue;
    }
    const found = { provision: number, pubkeyRoot, ...place };
    (allowed.has(place.withdrawalCredentials) ? registrable : wrongCredentials).push(found);
  }
  return { registrable, wrongCredentials, missing };
}

/** `Registration` of the contract: one leaf holds public key and credentials, the first two of a validator's eight fields. */
export function registrationArgument(state: VerifiedState, found: FoundValidator) {
  const { provision, validatorIndex, withdrawalCredentials } = found;
  return {
    provision,
    validatorIndex: BigInt(validatorIndex),
    withdrawalCredentials,
    branch: elementBranch(state, "validators", validatorIndex, KEY_AND_CREDENTIALS_GINDEX),
  };
}

/** Parent of fields 0 and 1 in a container of 8 fields. */
const KEY_AND_CREDENTIALS_GINDEX = 4n;
/** Between the prefix and the address of withdrawal credentials. */
const PADDING = "00".repeat(11);

type Place = Pick<FoundValidator, "validatorIndex" | "withdrawalCredentials">;

function placesOf(state: VerifiedState, wanted: ReadonlySet<string>): Map<string, Place> {
  const places = new Map<string, Place>();
  if (wanted.size === 0) return places;
  // `validators` is the same in all supported forks.
  const { validators } = ssz.electra.BeaconState.fields;
  const view = validators.getViewDU(getNode(state.stateNode, state.layout.validatorsGindex));
  view.getAllReadonlyValues().forEach(({ pubkey, withdrawalCredentials }, validatorIndex) => {
    const root = pubkeyRootOf(pubkey);
    if (wanted.has(root)) {
      places.set(root, { validatorIndex, withdrawalCredentials: toHex(withdrawalCredentials) });
    }
  });
  return places;
}

/** hash_tree_root of 48 bytes: they fill one chunk and a half. */
function pubkeyRootOf(pubkey: Uint8Array): Hex {
  return toHex(createHash("sha256").update(pubkey).update(HALF_CHUNK).digest());
}

const HALF_CHUNK = new Uint8Array(16);

function digits(address: Address): string {
  return address.slice(2).toLowerCase();
}
