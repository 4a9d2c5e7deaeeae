/**
 * The execution block at which a beacon block lets accounts be proved, and how the beacon block is shown to name it.
 * Each `kind` is one way in which forks commit to an execution block.
 * @module
 */
import type { Hex } from "../../hex.ts";

/** Up to Fulu: the beacon state holds the execution state root itself. */
export interface StateRootAnchor {
  readonly kind: "state-root";
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly stateRoot: Hex;
  /** Of the execution block, seconds. */
  readonly timestamp: bigint;
  /** SSZ, bottom-up from `stateRoot` to the root of the beacon state. */
  readonly branch: Hex[];
}

export type ExecutionAnchor = StateRootAnchor;
