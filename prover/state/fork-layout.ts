/**
 * The layout of a fork as the contracts take it (IForkLayouts.sol), from the SSZ types.
 * @module
 */
import { layoutOf, type SupportedFork } from "./layout.ts";

/** @param activationTimestamp First second of the fork. */
export function forkLayoutOf(fork: SupportedFork, activationTimestamp: bigint) {
  const { lists, blockRootsGindex, historicalSummariesGindex, execution } = layoutOf(fork);
  const isPayloadApart = execution.kind === "block-hash";
  return {
    activationTimestamp,
    balances: lists.balances.gindex,
    validators: lists.validators.gindex,
    pendingDeposits: lists.pendingDeposits?.gindex ?? 0n,
    pendingConsolidations: lists.pendingConsolidations?.gindex ?? 0n,
    blockRoots: blockRootsGindex,
    historicalSummaries: historicalSummariesGindex,
    executionStateRoot: isPayloadApart ? 0n : execution.stateRootGindex,
    executionBlockHash: isPayloadApart ? execution.blockHashGindex : 0n,
    expectedWithdrawals: lists.payloadExpectedWithdrawals?.gindex ?? 0n,
    progressiveLists: lists.balances.shape.kind === "progressive",
  };
}
