/**
 * Branches from the root of an older block up to a newer state root, for BeaconRoots.storeFromNewer when EIP-4788 no
 * longer has the block. A state has, for slot s, the root of the last block at or before s:
 *
 *     block_roots[s mod 8192]                                      the 8,192 slots before the state
 *     historical_summaries[period − first].block_summary_root      older ones: the root over a period's 8,192 roots
 *
 * Source: consensus-specs, phase0/beacon-chain.md (`block_roots`), capella/beacon-chain.md (HistoricalSummary).
 * @module
 */
import { HISTORICAL_ROOTS_LIMIT, SLOTS_PER_HISTORICAL_ROOT } from "@lodestar/params";
import { ssz } from "@lodestar/types";
import { fromHex, type Hex, toHex } from "../hex.ts";
import { NotInHistoryError, PeriodRootsMismatchError, PeriodRootsMissingError } from "./history-errors.ts";
import type { StateLayout } from "./layout.ts";
import { branchOf, nodeBelow, rootAt, uint64At } from "./state-node.ts";
import type { VerifiedState } from "./verified-state.ts";

const ROOTS_DEPTH = BigInt(Math.log2(SLOTS_PER_HISTORICAL_ROOT));
const SUMMARIES_DEPTH = BigInt(Math.log2(HISTORICAL_ROOTS_LIMIT));

export interface History {
  /** First period in `historical_summaries`: CAPELLA_FORK_EPOCH · 32 / 8192. */
  readonly firstSummaryPeriod: number;
  /** All block roots of the period that `periodNeeded` returns, in slot order. */
  readonly periodRoots?: readonly Hex[];
}

export interface HistoryBranch {
  /** Root of the last block at or before the slot. */
  readonly blockRoot: Hex;
  /** Relative to the state root. */
  readonly gindex: bigint;
  /** Bottom-up to `header.stateRoot`. */
  readonly branch: readonly Hex[];
}

/**
 * The period whose block roots `historyBranch` needs because the slot is no longer in `block_roots`; null if it still
 * is. They are the `block_roots` of the state of slot (period + 1) · 8192.
 */
export function periodNeeded(stateSlot: number, targetSlot: number): number | null {
  const isRecent = stateSlot - targetSlot <= SLOTS_PER_HISTORICAL_ROOT;
  return isRecent ? null : Math.floor(targetSlot / SLOTS_PER_HISTORICAL_ROOT);
}

/** @throws NotInHistoryError, PeriodRootsMissingError, PeriodRootsMismatchError */
export function historyBranch(state: VerifiedState, targetSlot: number, history: History): HistoryBranch {
  const stateSlot = state.header.slot;
  if (!Number.isSafeInteger(targetSlot) || targetSlot < 0) {
    throw new RangeError(`A slot is a whole number, not ${targetSlot}`);
  }
  if (targetSlot >= stateSlot) {
    throw new NotInHistoryError(targetSlot, stateSlot, "the slot is not older");
  }
  const period = periodNeeded(stateSlot, targetSlot);
  const position = BigInt(targetSlot % SLOTS_PER_HISTORICAL_ROOT);
  if (period === null) {
    const gindex = blockRootGindex(state.layout, targetSlot);
    const { node, branch } = nodeBelow(state, 1n, gindex);
    return { blockRoot: node, gindex, branch };
  }
  const summaryGindex = checkedSummaryGindex(state, targetSlot, period - history.firstSummaryPeriod);
  const below = branchInPeriod(state, summaryGindex, period, position, history.periodRoots);
  return {
    blockRoot: below.blockRoot,
    gindex: (summaryGindex << ROOTS_DEPTH) | position,
    branch: [...below.branch, ...branchOf(state, summaryGindex)],
  };
}

/** Generalized indices that `historyBranch` reads; to be fetched for partial states. */
export function historyGindices(
  layout: StateLayout,
  stateSlot: number,
  targetSlot: number,
  firstSummaryPeriod: number,
): bigint[] {
  const period = periodNeeded(stateSlot, targetSlot);
  if (period === null) return [blockRootGindex(layout, targetSlot)];
  const index = period - firstSummaryPeriod;
  const length = 2n * layout.historicalSummariesGindex + 1n;
  // Before the first summary the length alone is needed.
  return index < 0 ? [length] : [length, blockSummaryGindex(layout, index)];
}

/** All of `block_roots`, by index. */
export function blockRootGindices(layout: StateLayout): bigint[] {
  return Array.from({ length: SLOTS_PER_HISTORICAL_ROOT }, (_, slot) => blockRootGindex(layout, slot));
}

function blockRootGindex({ blockRootsGindex }: StateLayout, slot: number): bigint {
  return (blockRootsGindex << ROOTS_DEPTH) | BigInt(slot % SLOTS_PER_HISTORICAL_ROOT);
}

/** Gindex of `block_summary_root`, the first of two fields, in entry `index` of `historical_summaries`. */
function blockSummaryGindex({ historicalSummariesGindex }: StateLayout, index: number): bigint {
  return 2n * (((2n * historicalSummariesGindex) << SUMMARIES_DEPTH) | BigInt(index));
}

function checkedSummaryGindex(state: VerifiedState, targetSlot: number, index: number): bigint {
  const length = uint64At(state, 2n * state.layout.historicalSummariesGindex + 1n);
  if (index < 0 || BigInt(index) >= length) {
    const reason = `it would be summary ${index} of ${length}`;
    throw new NotInHistoryError(targetSlot, state.header.slot, reason);
  }
  return blockSummaryGindex(state.layout, index);
}

function branchInPeriod(
  state: VerifiedState,
  summaryGindex: bigint,
  period: number,
  position: bigint,
  periodRoots: readonly Hex[] | undefined,
): { blockRoot: Hex; branch: Hex[] } {
  if (periodRoots?.length !== SLOTS_PER_HISTORICAL_ROOT) {
    const firstSlot = period * SLOTS_PER_HISTORICAL_ROOT;
    throw new PeriodRootsMissingError(period, firstSlot, firstSlot + SLOTS_PER_HISTORICAL_ROOT - 1);
  }
  const { node } = ssz.phase0.HistoricalBlockRoots.toView(periodRoots.map(fromHex));
  const expected = rootAt(state, summaryGindex);
  const actual = toHex(node.root);
  if (actual !== expected) throw new PeriodRootsMismatchError(period, expected, actual);
  const gindex = (1n << ROOTS_DEPTH) | position;
  const below = nodeBelow({ stateNode: node }, 1n, gindex);
  return { blockRoot: below.node, branch: below.branch };
}
