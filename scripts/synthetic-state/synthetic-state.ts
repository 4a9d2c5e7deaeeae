/**
 * A small beacon state with chosen balances, verified like any other: for tests and measurements that need states of odd
 * sizes. Tests against real states stand in test/end-to-end/real-states.exhaustive.test.ts.
 * @module
 */
import { ssz } from "@lodestar/types";
import { toHex } from "../../prover/hex.ts";
import type { SupportedFork } from "../../prover/state/layout.ts";
import type { BeaconHeader, VerifiedState } from "../../prover/state/verified-state.ts";
import { verifyState } from "../../prover/state/verify-state.ts";

const SLOT = 4242;

export interface SyntheticState {
  readonly state: VerifiedState;
  readonly stateBytes: Uint8Array;
  readonly header: BeaconHeader;
}

/** The default value of a state; fields of later forks are there in states of these forks only. */
type StateValue = ReturnType<typeof ssz.electra.BeaconState.defaultValue>;

/**
 * @param balancesGwei  one a validator. Lodestar's list takes numbers, so each must be one exactly.
 * @param edit          changes other fields.
 */
export async function syntheticState(
  balancesGwei: readonly bigint[],
  fork: SupportedFork = "electra",
  edit: (value: StateValue) => void = () => {},
): Promise<SyntheticState> {
  const inexact = balancesGwei.find((balance) => BigInt(Number(balance)) !== balance);
  if (inexact !== undefined) throw new RangeError(`${inexact} gwei is no exact number`);
  const type = ssz[fork].BeaconState;
  const value = type.defaultValue();
  value.slot = SLOT;
  value.latestBlockHeader.slot = SLOT;
  value.balances = balancesGwei.map(Number);
  edit(value as StateValue);
  const { proposerIndex, parentRoot, bodyRoot } = value.latestBlockHeader;
  // A union of fork types hides that each type fits its own value.
  const stateBytes = (type as typeof ssz.electra.BeaconState).serialize(value as never);
  const header: BeaconHeader = {
    slot: SLOT,
    proposerIndex,
    parentRoot: toHex(parentRoot),
    stateRoot: toHex((type as typeof ssz.electra.BeaconState).hashTreeRoot(value as never)),
    bodyRoot: toHex(bodyRoot),
  };
  return { state: await verifyState({ stateBytes, fork, header }), stateBytes, header };
}
