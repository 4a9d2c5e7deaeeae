/**
 * `StateProof` of the contracts: the execution state of a block with the trie nodes of one call, and the paths of what is read.
 * @module
 */
import type { ExecutionAnchor } from "../../chain/execution/execution-anchor.ts";
import { slotKey, type TrieNodes } from "../../chain/execution/trie-nodes.ts";
import { EMPTY_TRIE_ROOT } from "../../chain/execution/trie-proof.ts";
import type { Hex } from "../../hex.ts";
import { SharedTrieNodes } from "./share-trie-nodes.ts";

/** An execution state that a beacon state commits to, and what is known of its tries. */
export interface ShownExecution {
  readonly stateRoot: Hex;
  /** Up to the beacon state root, as in an `ExecutionAnchor`. */
  readonly branch: readonly Hex[];
  /** RLP, where the beacon state has only the hash of the block. */
  readonly header: Hex | null;
  readonly nodes: TrieNodes;
}

export function shownExecution(anchor: ExecutionAnchor, nodes: TrieNodes): ShownExecution {
  const { stateRoot, branch } = anchor;
  return { stateRoot, branch, header: anchor.kind === "block-hash" ? anchor.header : null, nodes };
}

/** Collects the nodes of one call. Reading throws TrieNodeMissingError where the nodes do not lead. */
export class StatePaths {
  readonly #execution: ShownExecution;
  readonly #shared = new SharedTrieNodes();

  constructor(execution: ShownExecution) {
    this.#execution = execution;
  }

  /** `AccountProof`. */
  account(address: Hex, slots: readonly bigint[] = []) {
    return {
      account: this.accountPath(address),
      slots: slots.map((slot) => this.slotPath(address, slot)),
    };
  }

  accountPath(address: Hex): Hex {
    const { nodes, stateRoot } = this.#execution;
    return this.#shared.add({ account: nodes.path(stateRoot, address), slot: [] }).account;
  }

  slotPath(address: Hex, slot: bigint): Hex {
    const { nodes, stateRoot } = this.#execution;
    const storageRoot = nodes.account(stateRoot, address)?.storageRoot ?? EMPTY_TRIE_ROOT;
    return this.#shared.add({ account: [], slot: nodes.path(storageRoot, slotKey(slot)) }).slot;
  }

  /** With what was read so far. */
  state() {
    const { stateRoot, branch, header } = this.#execution;
    return { stateRoot, branch, header: header ?? "0x", nodes: this.#shared.nodes };
  }
}
