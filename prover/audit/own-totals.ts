/**
 * Totals of validators in the auditor's own state.
 * @module
 */
import type { RegistryEntry } from "../plan/registry.ts";
import { balanceGweiAt } from "../state/balances.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { WEI_PER_GWEI } from "../units.ts";

export interface OwnTotals {
  /** Σ min(balance, principal). */
  readonly principalWei: bigint;
  readonly rawWei: bigint;
  readonly existing: bigint;
}

/** @param from  What the totals are before these validators. */
export function addValidators(
  from: OwnTotals,
  entries: readonly RegistryEntry[],
  state: VerifiedState,
): OwnTotals {
  let { principalWei, rawWei, existing } = from;
  for (const { index, principalGwei } of entries) {
    if (index >= state.listLength) continue;
    const balanceGwei = balanceGweiAt(state, index);
    principalWei += (balanceGwei > principalGwei ? principalGwei : balanceGwei) * WEI_PER_GWEI;
    rawWei += balanceGwei * WEI_PER_GWEI;
    existing += 1n;
  }
  return { principalWei, rawWei, existing };
}
