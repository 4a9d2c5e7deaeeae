/**
 * Trie nodes as the oracle reads them: those that several proofs share are sent once, and a proof is a path, the
 * positions of its nodes, two bytes each, root first (TrieReader.sol).
 * @module
 */
import type { Hex } from "../../hex.ts";

/** Nodes on the way to an account, and from its storage root to a slot, root first. */
export interface TrieNodeLists {
  readonly account: readonly Hex[];
  readonly slot: readonly Hex[];
}

export interface TriePaths {
  readonly account: Hex;
  readonly slot: Hex;
}

const HASH_BYTES = 32;
const HEX_DIGITS_PER_POSITION = 4;

/** Collects the nodes of one call. */
export class SharedTrieNodes {
  readonly nodes: Hex[] = [];
  readonly #positions = new Map<Hex, number>();

  add({ account, slot }: TrieNodeLists): TriePaths {
    return { account: this.#pathOf(account), slot: this.#pathOf(slot) };
  }

  /** Nodes shorter than a hash stand in their parents, and are read there. */
  #pathOf(nodes: readonly Hex[]): Hex {
    const listed = nodes.filter((node, depth) => depth === 0 || node.length >= 2 + 2 * HASH_BYTES);
    return `0x${listed.map((node) => this.#position(node)).join("")}`;
  }

  #position(node: Hex): string {
    let position = this.#positions.get(node);
    if (position === undefined) {
      position = this.nodes.push(node) - 1;
      this.#positions.set(node, position);
    }
    return position.toString(16).padStart(HEX_DIGITS_PER_POSITION, "0");
  }
}

/** The nodes that a path names; positions behind the list name none. */
export function nodesOnPath(nodes: readonly Hex[], path: Hex): Hex[] {
  const positions = path.slice(2).match(/.{4}/g) ?? [];
  return positions.flatMap((position) => nodes[Number.parseInt(position, 16)] ?? []);
}
