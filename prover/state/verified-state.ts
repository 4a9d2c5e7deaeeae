/**
 * The result of the state stage: a beacon state whose root was checked against a header, and a header whose root is the
 * block root. Every source (SSZ file, debug endpoint, multiproofs) has this result.
 * @module
 */
import type { Node } from "@chainsafe/persistent-merkle-tree";
import type { Hex } from "../hex.ts";
import type { StateLayout, SupportedFork } from "./layout.ts";

/** `BeaconBlockHeader` (consensus-specs, phase0/beacon-chain.md). */
export interface BeaconHeader {
  readonly slot: number;
  readonly proposerIndex: number;
  readonly parentRoot: Hex;
  readonly stateRoot: Hex;
  readonly bodyRoot: Hex;
}

/** The execution block committed inside the state: where account proofs must be taken. */
export type ExecutionPoint =
  /** Up to Fulu: the block's own payload. */
  | {
      readonly kind: "payload-header";
      readonly blockNumber: bigint;
      readonly blockHash: Hex;
      readonly stateRoot: Hex;
      /** Of the execution payload, seconds: the time of the slot. */
      readonly timestamp: bigint;
    }
  /**
   * From Gloas on: the block on which the beacon block's own payload will build, of an earlier slot. Its number, state
   * root and time are in its header, which the hash stands for (chain/execution).
   */
  | { readonly kind: "block-hash"; readonly blockHash: Hex };

export interface VerifiedState {
  readonly fork: SupportedFork;
  readonly layout: StateLayout;
  readonly header: BeaconHeader;
  /** hash_tree_root(header): what EIP-4788 returns for the next block's timestamp. */
  readonly blockRoot: Hex;
  /** Root node of the state tree; its root is `header.stateRoot`. */
  readonly stateNode: Node;
  /** Entries of the balances list at this block. */
  readonly listLength: number;
  readonly execution: ExecutionPoint;
  /** `validators` as it is serialized, an entry after another; null for a partial state. */
  readonly validatorBytes: Uint8Array | null;
  /** Fetches more nodes of a partial state, see `withNodes`; null for a whole state. */
  readonly fetchNodes: ((gindices: readonly bigint[]) => Promise<VerifiedState>) | null;
}
