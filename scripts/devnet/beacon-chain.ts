/**
 * The chain that the network has produced so far: headers of all blocks, states of the last ones.
 * States are persistent trees that share what did not change, so keeping one costs little more than its differences.
 * @module
 */
import { type IBeaconStateView, ZERO_HASH } from "@lodestar/state-transition";
import { type phase0, ssz } from "@lodestar/types";
import { type Hex, toHex } from "../../prover/hex.ts";

/** Blocks between the head and what is called finalized. */
const FINALITY_DISTANCE_SLOTS = 2;

export interface ChainBlock {
  readonly slot: number;
  /** hash_tree_root of the header: the beacon block root. */
  readonly root: Hex;
  readonly header: phase0.BeaconBlockHeader;
  /** Proposer's BLS signature; zeros for genesis. */
  readonly signature: Uint8Array;
  /** Hash and number of the execution block inside. */
  readonly executionHash: Hex;
  readonly executionNumber: number;
  /** How many stand in it. */
  readonly transactions: number;
}

type OutsideState = Pick<ChainBlock, "signature" | "executionHash" | "executionNumber" | "transactions">;

export class BeaconChain {
  readonly #bySlot = new Map<number, ChainBlock>();
  readonly #byRoot = new Map<Hex, ChainBlock>();
  readonly #byStateRoot = new Map<Hex, ChainBlock>();
  /** By block root, oldest first. */
  readonly #states = new Map<Hex, IBeaconStateView>();
  readonly #statesKept: number;
  readonly genesis: ChainBlock;
  #head: ChainBlock;
  #headState: IBeaconStateView;

  constructor(genesisState: IBeaconStateView, genesisExecutionHash: Hex, statesKept: number) {
    this.#statesKept = statesKept;
    const signature = new Uint8Array(96);
    this.genesis = chainBlock(genesisState, {
      signature,
      executionHash: genesisExecutionHash,
      executionNumber: 0,
      transactions: 0,
    });
    this.#head = this.genesis;
    this.#headState = genesisState;
    this.#store(this.genesis, genesisState);
  }

  get head(): ChainBlock {
    return this.#head;
  }

  get headState(): IBeaconStateView {
    return this.#headState;
  }

  get finalized(): ChainBlock {
    return this.finalizedBehind(this.#head.slot);
  }

  /**
   * What the network calls finalized when the head is at `headSlot`: the newest block at least two slots behind it.
   * Nobody attests here, so finality as the protocol means it never comes (the checkpoints in the states stay at
   * epoch 0). But the one producer never abandons a block, so a short distance is as good, and readers of "finalized"
   * get something that moves and that lies behind the head, as on a real chain.
   */
  finalizedBehind(headSlot: number): ChainBlock {
    for (let slot = headSlot - FINALITY_DISTANCE_SLOTS; slot > 0; slot--) {
      const block = this.#bySlot.get(slot);
      if (block) return block;
    }
    return this.genesis;
  }

  /** `state` is the state after the block, with all fields of `latestBlockHeader` but the state root. */
  append(state: IBeaconStateView, extra: OutsideState) {
    const block = chainBlock(state, extra);
    this.#head = block;
    this.#headState = state;
    this.#store(block, state);
    return block;
  }

  /** @returns undefined for a slot without a block. */
  atSlot(slot: number): ChainBlock | undefined {
    return this.#bySlot.get(slot);
  }

  withRoot(root: Hex): ChainBlock | undefined {
    return this.#byRoot.get(root);
  }

  withStateRoot(stateRoot: Hex): ChainBlock | undefined {
    return this.#byStateRoot.get(stateRoot);
  }

  /** @returns undefined once the state is older than the number of states kept. */
  stateAfter(block: ChainBlock): IBeaconStateView | undefined {
    return this.#states.get(block.root);
  }

  #store(block: ChainBlock, state: IBeaconStateView): void {
    this.#bySlot.set(block.slot, block);
    this.#byRoot.set(block.root, block);
    this.#byStateRoot.set(toHex(block.header.stateRoot), block);
    this.#states.set(block.root, state);
    if (this.#states.size > this.#statesKept) {
      const [oldest] = this.#states.keys();
      if (oldest) this.#states.delete(oldest);
    }
  }
}

function chainBlock(state: IBeaconStateView, extra: OutsideState): ChainBlock {
  const inState = state.latestBlockHeader;
  // A state holds its own block's header without the state root, which would have to contain itself.
  const stateRoot =
    Buffer.compare(inState.stateRoot, ZERO_HASH) === 0 ? state.hashTreeRoot() : inState.stateRoot;
  const header = { ...inState, stateRoot };
  return {
    slot: header.slot,
    root: toHex(ssz.phase0.BeaconBlockHeader.hashTreeRoot(header)),
    header,
    ...extra,
  };
}
