/**
 * Where things lie in a `BeaconState`, per fork: everything that depends on the fork stands behind this type,
 * chosen by the fork of the state and never guessed from an index. All generalized indices are derived from the
 * SSZ types of `@lodestar/types` and are relative to the STATE root.
 * Source: consensus-specs, ssz/merkle-proofs.md (generalized indices), <fork>/beacon-chain.md (BeaconState).
 * @module
 */
import { ssz } from "@lodestar/types";

export const SUPPORTED_FORKS = ["deneb", "electra", "fulu"] as const;
export type SupportedFork = (typeof SUPPORTED_FORKS)[number];

export interface StateLayout {
  readonly fork: SupportedFork;
  /** `balances`, the list root (its left child is the data root, its right child the length). */
  readonly balancesGindex: bigint;
  /** Levels from the data root of `balances` down to its 32-byte chunks: 38 before Gloas. */
  readonly balancesDepth: number;
  /** `latest_execution_payload_header.state_root`: the execution state root of the same block. */
  readonly executionStateRootGindex: bigint;
}

export function layoutOf(fork: SupportedFork): StateLayout {
  const state = ssz[fork].BeaconState;
  const firstChunk = state.getPathInfo(["balances", 0]).gindex;
  const balancesGindex = state.getPathInfo(["balances"]).gindex;
  return {
    fork,
    balancesGindex,
    // Levels below the list root, without the one of the length mix-in.
    balancesDepth: firstChunk.toString(2).length - balancesGindex.toString(2).length - 1,
    executionStateRootGindex: state.getPathInfo(["latestExecutionPayloadHeader", "stateRoot"]).gindex,
  };
}
