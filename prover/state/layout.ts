/**
 * The layout of a `BeaconState` per fork: everything that depends on the fork is behind this type, selected by the fork
 * of the state and never guessed from an index. All generalized indices are derived from the SSZ types of
 * `@lodestar/types` and are relative to the STATE root. Source: consensus-specs, ssz/merkle-proofs.md (generalized
 * indices), <fork>/beacon-chain.md (BeaconState).
 * @module
 */
import { ssz } from "@lodestar/types";
import type { SupportedFork } from "./constants.ts";

export { SUPPORTED_FORKS, type SupportedFork } from "./constants.ts";

export interface StateLayout {
  readonly fork: SupportedFork;
  /** `balances`, the list root (its left child is the data root, its right child the length). */
  readonly balancesGindex: bigint;
  /** Levels from the data root of `balances` down to its 32-byte chunks: 38 before Gloas. */
  readonly balancesDepth: number;
  /** `validators`, the list root. */
  readonly validatorsGindex: bigint;
  /** Levels from the data root of `validators` down to its entries: 40 before Gloas. */
  readonly validatorsDepth: number;
  /** `pending_deposits`, the list root; null before Electra, which has no such queue. */
  readonly pendingDepositsGindex: bigint | null;
  /** Levels from the data root of `pending_deposits` down to its entries: 27; null before Electra. */
  readonly pendingDepositsDepth: number | null;
  /** `block_roots`, a vector: slot s lies in element s mod 8,192. */
  readonly blockRootsGindex: bigint;
  /** `historical_summaries`, the list root. */
  readonly historicalSummariesGindex: bigint;
  /** `latest_execution_payload_header.state_root`: the execution state root of the same block. */
  readonly executionStateRootGindex: bigint;
  /** `latest_execution_payload_header.block_hash`. */
  readonly executionBlockHashGindex: bigint;
}

export function layoutOf(fork: SupportedFork): StateLayout {
  const { BeaconState } = ssz[fork];
  const gindexOf = (...path: (string | number)[]): bigint => BeaconState.getPathInfo(path).gindex;
  const depthOf = (list: string): number => {
    const firstLeaf = gindexOf(list, 0);
    // Levels below the list root, without the level of the length mix-in.
    return firstLeaf.toString(2).length - gindexOf(list).toString(2).length - 1;
  };
  const hasQueue = "pendingDeposits" in BeaconState.fields;
  return {
    fork,
    balancesGindex: gindexOf("balances"),
    balancesDepth: depthOf("balances"),
    validatorsGindex: gindexOf("validators"),
    validatorsDepth: depthOf("validators"),
    pendingDepositsGindex: hasQueue ? gindexOf("pendingDeposits") : null,
    pendingDepositsDepth: hasQueue ? depthOf("pendingDeposits") : null,
    blockRootsGindex: gindexOf("blockRoots"),
    historicalSummariesGindex: gindexOf("historicalSummaries"),
    executionStateRootGindex: gindexOf("latestExecutionPayloadHeader", "stateRoot"),
    executionBlockHashGindex: gindexOf("latestExecutionPayloadHeader", "blockHash"),
  };
}
