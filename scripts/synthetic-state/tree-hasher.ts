/**
 * The root of a tree of many chunks that come one portion after another: only one portion is in memory, with one node a
 * level. Independent of the tree that the prover builds.
 * @module
 */
import { hasher, zeroHash } from "@chainsafe/persistent-merkle-tree";
import { hashPair } from "../../prover/state/ssz-branch.ts";

const CHUNK_BYTES = 32;
/** Chunks that are hashed at once: 2^PORTION_DEPTH. */
const PORTION_DEPTH = 12;
const PORTION_BYTES = 2 ** PORTION_DEPTH * CHUNK_BYTES;

export class TreeHasher {
  /** Finished subtrees, by depth: at most one each. */
  readonly #subtrees: (Uint8Array | undefined)[] = [];
  /** Chunks of the next subtree, zeros behind them. */
  #portion = new Uint8Array(PORTION_BYTES);
  #filled = 0;

  /** @param chunks  whole ones, any number. */
  add(chunks: Uint8Array): void {
    for (let from = 0; from < chunks.length; ) {
      const taken = chunks.subarray(from, from + PORTION_BYTES - this.#filled);
      this.#portion.set(taken, this.#filled);
      this.#filled += taken.length;
      from += taken.length;
      if (this.#filled === PORTION_BYTES) this.#finishPortion();
    }
  }

  /** @param depth  levels down to the chunks; there is room for all of them. */
  root(depth: number): Uint8Array {
    if (depth === 0) return this.#portion.slice(0, CHUNK_BYTES);
    if (depth < PORTION_DEPTH) return merkleRoot(this.#portion.subarray(0, 2 ** depth * CHUNK_BYTES), depth);
    if (this.#filled > 0) this.#finishPortion();
    const whole = this.#subtrees[depth];
    if (whole !== undefined) return whole;
    let node = zeroHash(PORTION_DEPTH);
    for (let level = PORTION_DEPTH; level < depth; level++) {
      const left = this.#subtrees[level];
      node = left ? hashPair(left, node) : hashPair(node, zeroHash(level));
    }
    return node;
  }

  #finishPortion(): void {
    let node = merkleRoot(this.#portion, PORTION_DEPTH);
    let depth = PORTION_DEPTH;
    for (; this.#subtrees[depth]; depth++) {
      node = hashPair(this.#subtrees[depth]!, node);
      this.#subtrees[depth] = undefined;
    }
    this.#subtrees[depth] = node;
    this.#portion = new Uint8Array(PORTION_BYTES);
    this.#filled = 0;
  }
}

/** @param chunks  2^depth of them; overwritten. */
function merkleRoot(chunks: Uint8Array, depth: number): Uint8Array {
  const root = new Uint8Array(CHUNK_BYTES);
  hasher.merkleizeBlocksBytes(chunks, 2 ** depth, root, 0);
  return root;
}
