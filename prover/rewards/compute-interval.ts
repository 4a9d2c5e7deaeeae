/**
 * The rewards of one interval, from the verified states at both ends and the proved withdrawals between them.
 * @module
 */

import { WithdrawalIndexError } from "../chain/withdrawals/errors.ts";
import type {
  BlockPoint,
  IntervalWithdrawals,
  PaidWithdrawal,
} from "../chain/withdrawals/fetch-withdrawals.ts";
import type { Hex } from "../hex.ts";
import type { RegistryEntry } from "../plan/registry.ts";
import { epochOf } from "../state/epochs.ts";
import type { PendingConsolidation } from "../state/pending-consolidations.ts";
import { type ValidatorRecord, validatorAt, withValidators } from "../state/validator-record.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { type WithdrawalProgress, withdrawalProgressOf } from "../state/withdrawal-progress.ts";
import { OperatorMissingError } from "./declared-errors.ts";
import type { Operator } from "./declared-files.ts";
import { hiddenConsolidations, mayHaveMoved, type StateAt } from "./hidden-consolidations.ts";
import { IntervalInvalidError } from "./interval-errors.ts";
import { type LedgerValidator, settlePrincipals, type ValidatorResult } from "./principal-ledger.ts";

/** One end: the state of a block, and the execution block up to which withdrawals are paid in it. */
export interface IntervalEnd {
  readonly state: VerifiedState;
  readonly execution: BlockPoint;
}

export interface IntervalInputs {
  readonly from: IntervalEnd;
  readonly to: IntervalEnd;
  readonly secondsPerSlot: bigint;
  readonly registry: readonly RegistryEntry[];
  readonly operators: readonly Operator[];
  /** Done in the interval; others are found in the states, at the ends or between them. */
  readonly consolidations: readonly PendingConsolidation[];
  /** Principal out at each validator by the spurt before; undefined for the first one. */
  readonly outBefore: ReadonlyMap<number, bigint> | undefined;
  /** Proves the withdrawals between two blocks. */
  readonly withdrawalsOf: (
    after: BlockPoint,
    upTo: BlockPoint,
    validators: ReadonlySet<number>,
  ) => Promise<IntervalWithdrawals>;
  /** Between the ends. */
  readonly stateAt: StateAt;
}

export interface IntervalValidator extends ValidatorResult {
  readonly account: Hex;
  readonly outBeforeGwei: bigint;
  readonly balanceGwei: bigint;
  /** Above the principal that is out, in the balance or on its way. */
  readonly notYetWithdrawnGwei: bigint;
}

export interface IntervalResult {
  readonly validators: readonly IntervalValidator[];
  /** Of everybody's. */
  readonly withdrawals: { readonly count: number; readonly firstIndex: bigint; readonly nextIndex: bigint };
}

/**
 * @throws IntervalInvalidError, OperatorMissingError, WithdrawalIndexError, ConsolidationUnknownError, the errors of
 * `settlePrincipals` and of `withdrawalsOf`.
 */
export async function computeInterval(inputs: IntervalInputs): Promise<IntervalResult> {
  const { from, to, registry, outBefore } = inputs;
  if (from.state.header.slot >= to.state.header.slot) {
    throw new IntervalInvalidError(
      `slot ${from.state.header.slot} is not before slot ${to.state.header.slot}`,
    );
  }
  const accounts = accountsOf(registry, inputs.operators);
  const indices = registry.map(({ index }) => index);
  const [begin, end] = [await readEnd(from.state, indices), await readEnd(to.state, indices)];
  const listed = await inputs.withdrawalsOf(from.execution, to.execution, new Set(indices));
  const firstIndex = requireWhole(listed, begin.progress, end.progress);
  const byValidator = groupedBy(listed.wanted, ({ validatorIndex }) => Number(validatorIndex));
  const slotOf = (timestamp: bigint) => (timestamp - end.progress.genesisTime) / inputs.secondsPerSlot;
  const epochOfBlock = ({ timestamp }: PaidWithdrawal) => epochOf(slotOf(timestamp));
  const beginEpoch = epochOf(from.state.header.slot);
  const validators = registry.flatMap(({ index, principalGwei }): LedgerValidator[] => {
    const record = end.records.get(index);
    if (record === undefined) return [];
    return [
      {
        record,
        outBeforeGwei:
          outBefore?.get(index) ?? firstOut(begin.records.get(index), principalGwei, beginEpoch, outBefore),
        underWayGwei: end.progress.underWayGwei.get(index) ?? 0n,
        withdrawals: (byValidator.get(index) ?? []).map((one) => ({ ...one, epoch: epochOfBlock(one) })),
      },
    ];
  });
  const known = doneConsolidations(inputs.consolidations, begin.progress, end, new Set(indices));
  const endEpoch = epochOf(to.state.header.slot);
  const explained = new Set([...known, ...end.progress.consolidations].map(({ source }) => source));
  const passage = { beginEpoch, endEpoch, blocks: listed.blocks, slotOf, stateAt: inputs.stateAt };
  const suspects = validators.filter((one) => !explained.has(one.record.index) && mayHaveMoved(one, passage));
  const done = [...known, ...(await hiddenConsolidations(suspects, passage))];
  const ledgerEnd = { epoch: endEpoch, pending: end.progress.consolidations };
  const results = settlePrincipals(validators, done, ledgerEnd);
  return {
    validators: results.map((result, i) => {
      const { record, outBeforeGwei, underWayGwei } = validators[i]!;
      const above = record.balanceGwei + underWayGwei - result.outGwei;
      return {
        ...result,
        account: accounts.get(result.index)!,
        outBeforeGwei,
        balanceGwei: record.balanceGwei,
        notYetWithdrawnGwei: above > 0n ? above : 0n,
      };
    }),
    withdrawals: { count: listed.count, firstIndex, nextIndex: end.progress.nextUnpaidIndex },
  };
}

interface End {
  readonly records: ReadonlyMap<number, ValidatorRecord>;
  readonly progress: WithdrawalProgress;
}

async function readEnd(asked: VerifiedState, indices: readonly number[]): Promise<End> {
  const progress = await withdrawalProgressOf(asked);
  const state = await withValidators(asked, indices);
  const existing = indices.filter((index) => index < state.listLength);
  return { progress, records: new Map(existing.map((index) => [index, validatorAt(state, index)])) };
}

/** Without a spurt before: a validator that was paid out has its principal returned already. */
function firstOut(
  atBegin: ValidatorRecord | undefined,
  principalGwei: bigint,
  epoch: bigint,
  outBefore: ReadonlyMap<number, bigint> | undefined,
): bigint {
  if (outBefore !== undefined || atBegin === undefined) return principalGwei;
  return atBegin.withdrawableEpoch <= epoch && atBegin.balanceGwei === 0n ? 0n : principalGwei;
}

/** Every number from one state's next withdrawal to the other's. */
function requireWhole(
  listed: IntervalWithdrawals,
  begin: WithdrawalProgress,
  end: WithdrawalProgress,
): bigint {
  const first = begin.nextUnpaidIndex;
  if (listed.firstIndex !== null && listed.firstIndex !== first) {
    throw new WithdrawalIndexError(first, listed.firstIndex, "The first withdrawal of the interval");
  }
  const next = first + BigInt(listed.count);
  if (next !== end.nextUnpaidIndex) {
    throw new WithdrawalIndexError(end.nextUnpaidIndex, next, "After the last withdrawal of the interval");
  }
  return first;
}

/** Declared ones, and those that waited at the start and wait no longer. */
function doneConsolidations(
  declared: readonly PendingConsolidation[],
  begin: WithdrawalProgress,
  { records, progress }: End,
  registered: ReadonlySet<number>,
): PendingConsolidation[] {
  const waits = new Set(progress.consolidations.map(({ source }) => source));
  const known = new Set(declared.map(({ source }) => source));
  const seen = begin.consolidations.filter(
    ({ source }) =>
      registered.has(source) &&
      !waits.has(source) &&
      !known.has(source) &&
      records.get(source)?.slashed === false,
  );
  return [...declared, ...seen];
}

function accountsOf(registry: readonly RegistryEntry[], operators: readonly Operator[]): Map<number, Hex> {
  const accounts = new Map<number, Hex>();
  for (const { account, validators } of operators) {
    for (const index of validators) {
      const other = accounts.get(index);
      if (other !== undefined)
        throw new OperatorMissingError(index, `is declared for ${other} and for ${account}`);
      accounts.set(index, account);
    }
  }
  const registered = new Set(registry.map(({ index }) => index));
  for (const index of registered) {
    if (!accounts.has(index)) throw new OperatorMissingError(index, "has no declared operator");
  }
  for (const [index, account] of accounts) {
    if (!registered.has(index)) {
      throw new OperatorMissingError(index, `is declared for ${account}, and is not in the registry`);
    }
  }
  return accounts;
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
