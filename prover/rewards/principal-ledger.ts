/**
 * Principals that are out at validators, and how they come back or move within an interval. Pure.
 *
 *     out at the start + new validators = out at the end + returned
 *
 * A principal is returned once: with the first withdrawal after its validator became withdrawable, whatever was paid out.
 * A consolidation moves it to the target with the balance. What an exit brings less than its principal is the operator's
 * loss.
 * Source: consensus-specs electra/beacon-chain.md (process_pending_consolidations, is_fully_withdrawable_validator).
 * @module
 */
import type { PaidWithdrawal } from "../chain/withdrawals/fetch-withdrawals.ts";
import type { PendingConsolidation } from "../state/pending-consolidations.ts";
import { podOfCredentials } from "../state/pod-of-credentials.ts";
import type { ValidatorRecord } from "../state/validator-record.ts";
import {
  ConsolidationInvalidError,
  PrincipalVanishedError,
  WithdrawnElsewhereError,
} from "./interval-errors.ts";

export interface LedgerValidator {
  /** At the end of the interval. */
  readonly record: ValidatorRecord;
  /** Principal at the validator at the start of the interval; for a new one what the registry says. */
  readonly outBeforeGwei: bigint;
  /** Taken from the balance at the end, and not paid yet. */
  readonly underWayGwei: bigint;
  /** In the interval, in order; each with the epoch of its block. */
  readonly withdrawals: readonly (PaidWithdrawal & { readonly epoch: bigint })[];
}

export interface ValidatorResult {
  readonly index: number;
  readonly withdrawnGwei: bigint;
  /** Principal that came back, and that is still out. */
  readonly returnedGwei: bigint;
  readonly outGwei: bigint;
  /** Where its principal moved to; null unless it was consolidated in this interval. */
  readonly movedTo: number | null;
}

export interface LedgerEnd {
  readonly epoch: bigint;
  /** Not done yet at the end. */
  readonly pending: readonly PendingConsolidation[];
}

/** Most that an exit may miss without a slashing: the chain ejects a validator at half of its principal. */
const LEAST_PART = 2n;

/**
 * @param done  consolidations that were done in the interval.
 * @throws ConsolidationInvalidError, PrincipalVanishedError, WithdrawnElsewhereError
 */
export function settlePrincipals(
  validators: readonly LedgerValidator[],
  done: readonly PendingConsolidation[],
  end: LedgerEnd,
): ValidatorResult[] {
  const byIndex = new Map(validators.map((validator) => [validator.record.index, validator]));
  const out = new Map(validators.map(({ record, outBeforeGwei }) => [record.index, outBeforeGwei]));
  const movedTo = new Map<number, number>();
  for (const consolidation of done) {
    requirePossible(consolidation, byIndex, end);
    const { source, target } = consolidation;
    if (movedTo.has(source)) throw new ConsolidationInvalidError(consolidation, "it is listed twice");
    movedTo.set(source, target);
  }
  // A target may be a source itself: what it holds moves on with it.
  for (const source of inOrder(movedTo)) {
    const target = movedTo.get(source)!;
    out.set(target, out.get(target)! + out.get(source)!);
    out.set(source, 0n);
  }
  return validators.map(({ record, withdrawals, underWayGwei }) => {
    const { index } = record;
    const pod = podOfCredentials(record.withdrawalCredentials);
    for (const { address, index: number } of withdrawals) {
      if (address !== pod) throw new WithdrawnElsewhereError(index, number, address);
    }
    const withdrawnGwei = sum(withdrawals.map(({ amountGwei }) => amountGwei));
    const full = withdrawals.filter(({ epoch }) => epoch >= record.withdrawableEpoch);
    const outGwei = out.get(index)!;
    const isGone = record.withdrawableEpoch <= end.epoch && record.balanceGwei + underWayGwei === 0n;
    const returns = outGwei > 0n && (full.length > 0 || isGone);
    if (returns && !record.slashed && sum(full.map(({ amountGwei }) => amountGwei)) * LEAST_PART < outGwei) {
      throw new PrincipalVanishedError(index, outGwei, sum(full.map(({ amountGwei }) => amountGwei)));
    }
    return {
      index,
      withdrawnGwei,
      returnedGwei: returns ? outGwei : 0n,
      outGwei: returns ? 0n : outGwei,
      movedTo: movedTo.get(index) ?? null,
    };
  });
}

function requirePossible(
  consolidation: PendingConsolidation,
  byIndex: ReadonlyMap<number, LedgerValidator>,
  { epoch, pending }: LedgerEnd,
): void {
  const { source, target } = consolidation;
  const fault = (reason: string) => new ConsolidationInvalidError(consolidation, reason);
  const [from, to] = [byIndex.get(source)?.record, byIndex.get(target)?.record];
  if (from === undefined) throw fault("its source is not in the registry");
  if (to === undefined)
    throw fault("its target is not in the registry: the principal would leave the protocol");
  if (source === target) throw fault("its source is its target");
  if (from.slashed) throw fault("its source was slashed, and the chain drops it");
  if (from.withdrawableEpoch > epoch)
    throw fault(`its source is withdrawable from epoch ${from.withdrawableEpoch} only`);
  if (pending.some((one) => one.source === source)) throw fault("it still waits at the end of the spurt");
  if (!to.withdrawalCredentials.startsWith("0x02")) throw fault("its target does not compound");
}

/** Sources before their targets. */
function inOrder(movedTo: ReadonlyMap<number, number>): number[] {
  const ordered: number[] = [];
  const visit = (source: number, depth: number) => {
    if (ordered.includes(source)) return;
    for (const [other, target] of movedTo) {
      if (target === source && depth <= movedTo.size) visit(other, depth + 1);
    }
    ordered.push(source);
  };
  for (const source of [...movedTo.keys()].sort((a, b) => a - b)) visit(source, 0);
  return ordered;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
