/**
 * hash_tree_root of a long list whose chunks come one portion after another: only one portion is in memory, with one
 * node a level. Independent of the tree that the prover builds.
 * @module
 */
import { hasher, zeroHash } from "@chainsafe/persistent-merkle-tree";
import { hashPair } from "../../prover/state/ssz-branch.ts";

const CHUNK_BYTES = 32;
/** Chunks that are hashed at once: 2^PORTION_DEPTH. */
const PORTION_DEPTH = 12;
export const PORTION_CHUNKS = 2 ** PORTION_DEPTH;

export class ListHasher {
  /** Finished subtrees, by depth: at most one each. */
  readonly #subtrees: (Uint8Array | undefined)[] = [];

  /** @param chunks  PORTION_CHUNKS of them, fewer in the last call only. */
  add(chunks: Uint8Array): void {
    const portion = new Uint8Array(PORTION_CHUNKS * CHUNK_BYTES);
    portion.set(chunks);
    const root = new Uint8Array(CHUNK_BYTES);
    hasher.merkleizeBlocksBytes(portion, PORTION_CHUNKS, root, 0);
    let node: Uint8Array = root;
    let depth = PORTION_DEPTH;
    for (; this.#subtrees[depth]; depth++) {
      node = hashPair(this.#subtrees[depth]!, node);
      this.#subtrees[depth] = undefined;
    }
    this.#subtrees[depth] = node;
  }

  /** @param depth  levels from the data root down to the chunks. @param length  of the list: mixed in. */
  root(depth: number, length: number): Uint8Array {
    let node = zeroHash(PORTION_DEPTH);
    for (let level = PORTION_DEPTH; level < depth; level++) {
      const left = this.#subtrees[level];
      node = left ? hashPair(left, node) : hashPair(node, zeroHash(level));
    }
    const mixedIn = Buffer.alloc(CHUNK_BYTES);
    mixedIn.writeBigUInt64LE(BigInt(length));
    return hashPair(node, mixedIn);
  }
}
