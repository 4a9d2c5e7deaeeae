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

/** From Gloas on: the beacon state holds the hash of the execution block, which is the one before its own payload. */
export interface BlockHashAnchor {
  readonly kind: "block-hash";
  readonly blockNumber: bigint;
  readonly blockHash: Hex;
  readonly stateRoot: Hex;
  /** Of the execution block, seconds: at least one slot before the beacon block. */
  readonly timestamp: bigint;
  /** SSZ, bottom-up from `blockHash` to the root of the beacon state. */
  readonly branch: Hex[];
  /** RLP of the block's header, which hashes to `blockHash`. */
  readonly header: Hex;
}

export type ExecutionAnchor = StateRootAnchor | BlockHashAnchor;
