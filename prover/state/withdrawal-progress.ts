/**
 * How far withdrawals are in a state: the number of the next one, those that are numbered and not paid yet, and the
 * consolidations that wait. The same for whole and partial states.
 * Source: consensus-specs capella/beacon-chain.md (next_withdrawal_index).
 * @module
 */
import { ssz } from "@lodestar/types";
import { expectedWithdrawalsOf, withExpectedWithdrawals } from "./expected-withdrawals.ts";
import {
  type PendingConsolidation,
  pendingConsolidationsOf,
  withPendingConsolidations,
} from "./pending-consolidations.ts";
import { uint64At } from "./state-node.ts";
import type { VerifiedState } from "./verified-state.ts";
import { withNodes } from "./with-nodes.ts";

export interface WithdrawalProgress {
  /** Seconds. */
  readonly genesisTime: bigint;
  /** Of the first withdrawal that no execution block up to this state's has paid. */
  readonly nextUnpaidIndex: bigint;
  /** Numbered and taken from the balances, and not paid; gwei by validator. None before Gloas. */
  readonly underWayGwei: ReadonlyMap<number, bigint>;
  readonly consolidations: readonly PendingConsolidation[];
}

/** @throws the errors of the beacon nodes, where the state is a partial one. */
export async function withdrawalProgressOf(asked: VerifiedState): Promise<WithdrawalProgress> {
  const type: PathType = ssz[asked.fork].BeaconState;
  const gindexOf = (field: string) => type.getPathInfo([field]).gindex;
  const [genesis, next] = [gindexOf("genesisTime"), gindexOf("nextWithdrawalIndex")];
  const state = await withPendingConsolidations(
    await withExpectedWithdrawals(await withNodes(asked, [genesis, next])),
  );
  const underWay = expectedWithdrawalsOf(state)?.entries ?? [];
  const underWayGwei = new Map<number, bigint>();
  for (const { validatorIndex, amountGwei } of underWay) {
    const index = Number(validatorIndex);
    underWayGwei.set(index, (underWayGwei.get(index) ?? 0n) + BigInt(amountGwei));
  }
  return {
    genesisTime: uint64At(state, genesis),
    nextUnpaidIndex: uint64At(state, next) - BigInt(underWay.length),
    underWayGwei,
    consolidations: pendingConsolidationsOf(state).map(({ source, target }) => ({ source, target })),
  };
}

interface PathType {
  getPathInfo(path: string[]): { readonly gindex: bigint };
}
