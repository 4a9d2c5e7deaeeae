/**
 * hash_tree_root of a long list whose chunks come one portion after another, of a fixed depth or progressive (EIP-7916).
 * @module
 */
import type { ListShape } from "../../prover/state/list-shape.ts";
import { hashPair } from "../../prover/state/ssz-branch.ts";
import { TreeHasher } from "./tree-hasher.ts";

const CHUNK_BYTES = 32;

export class ListHasher {
  readonly #shape: ListShape;
  /** One, or one a level: the last one is not full. */
  readonly #trees: TreeHasher[] = [];
  /** Chunks that the last tree still takes. */
  #room = 0;

  constructor(shape: ListShape) {
    this.#shape = shape;
  }

  /** @param chunks  whole ones, any number. */
  add(chunks: Uint8Array): void {
    for (let from = 0; from < chunks.length; ) {
      if (this.#room === 0) this.#openTree();
      const taken = chunks.subarray(from, from + this.#room * CHUNK_BYTES);
      this.#trees.at(-1)!.add(taken);
      this.#room -= taken.length / CHUNK_BYTES;
      from += taken.length;
    }
  }

  /** The root without the length. */
  dataRoot(): Uint8Array {
    if (this.#shape.kind === "bounded") {
      return (this.#trees[0] ?? new TreeHasher()).root(this.#shape.depth);
    }
    return this.#trees.reduceRight<Uint8Array>(
      (rest, tree, level) => hashPair(tree.root(2 * level), rest),
      new Uint8Array(CHUNK_BYTES),
    );
  }

  /** @param length  of the list: mixed in. */
  root(length: number): Uint8Array {
    const mixedIn = Buffer.alloc(CHUNK_BYTES);
    mixedIn.writeBigUInt64LE(BigInt(length));
    return hashPair(this.dataRoot(), mixedIn);
  }

  #openTree(): void {
    const isBounded = this.#shape.kind === "bounded";
    this.#room = isBounded ? 2 ** this.#shape.depth : 4 ** this.#trees.length;
    this.#trees.push(new TreeHasher());
  }
}
