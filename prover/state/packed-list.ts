/**
 * The tree of a long list as flat levels of 32-byte nodes, hashed level by level; node objects are created on access. A
 * mainnet list has millions of nodes: as objects they would take gigabytes and most of the time of reading a state.
 *
 * A progressive list is a chain of such trees (list-shape.ts).
 *
 *     levels[0]   n chunks, or the roots of n entries
 *     levels[k]   ⌈n / 2^k⌉ nodes, each the hash of two below; an odd one is paired with the root of an empty subtree
 * @module
 */
import {
  BranchNode,
  hasher,
  LeafNode,
  Node,
  uint8ArrayToHashObject,
  zeroHash,
  zeroNode,
} from "@chainsafe/persistent-merkle-tree";
import { type ListShape, windowsOf } from "./list-shape.ts";

const NODE_BYTES = 32;

/** The tree of one entry by its index, for lists whose entries are larger than a chunk. */
export type EntryTree = (position: number) => Node;

/**
 * A list root: the tree over the leaves, and the length mixed in.
 * @param leaves  whole chunks; kept, not copied.
 */
export function packedList(
  leaves: Uint8Array,
  shape: ListShape,
  length: number,
  entryTree?: EntryTree,
): Node {
  const mixedIn = Buffer.alloc(NODE_BYTES);
  mixedIn.writeBigUInt64LE(BigInt(length));
  const data =
    shape.kind === "bounded"
      ? packedTree(leaves, shape.depth, entryTree)
      : progressiveTree(leaves, entryTree);
  return new BranchNode(data, LeafNode.fromRoot(mixedIn));
}

/** Levels of 1, 4, 16, … leaves, the first one outermost; behind the last one 32 zero bytes (EIP-7916). */
function progressiveTree(leaves: Uint8Array, entryTree: EntryTree | undefined): Node {
  const count = leaves.length / NODE_BYTES;
  let tree: Node = zeroNode(0);
  const levels = count === 0 ? [] : windowsOf({ kind: "progressive" }, count);
  for (const { number, firstLeaf, span } of levels.reverse()) {
    const levelLeaves = leaves.subarray(firstLeaf * NODE_BYTES, (firstLeaf + span) * NODE_BYTES);
    const levelEntryTree = entryTree && ((position: number) => entryTree(firstLeaf + position));
    tree = new BranchNode(packedTree(levelLeaves, 2 * number, levelEntryTree), tree);
  }
  return tree;
}

function packedTree(leaves: Uint8Array, depth: number, entryTree: EntryTree | undefined): Node {
  if (leaves.length === 0) return zeroNode(depth);
  const levels = [leaves];
  while (levels.at(-1)!.length > NODE_BYTES) levels.push(levelAbove(levels.at(-1)!, levels.length - 1));
  let node = nodeOf({ levels, entryTree }, levels.length - 1, 0);
  for (let level = levels.length - 1; level < depth; level++) node = new BranchNode(node, zeroNode(level));
  return node;
}

function levelAbove(nodes: Uint8Array, level: number): Uint8Array {
  const pairs = Math.floor(nodes.length / (2 * NODE_BYTES));
  const isOdd = nodes.length > 2 * NODE_BYTES * pairs;
  const above = new Uint8Array(NODE_BYTES * (isOdd ? pairs + 1 : pairs));
  hasher.hashInto(nodes.subarray(0, 2 * NODE_BYTES * pairs), above.subarray(0, NODE_BYTES * pairs));
  if (isOdd) {
    above.set(hasher.digest64(nodes.subarray(2 * NODE_BYTES * pairs), zeroHash(level)), NODE_BYTES * pairs);
  }
  return above;
}

interface Levels {
  readonly levels: readonly Uint8Array[];
  readonly entryTree: EntryTree | undefined;
}

function nodeOf(tree: Levels, level: number, position: number): Node {
  const nodes = tree.levels[level]!;
  if (position * NODE_BYTES >= nodes.length) return zeroNode(level);
  if (level > 0) return new PackedNode(tree, level, position);
  if (tree.entryTree !== undefined) return tree.entryTree(position);
  return LeafNode.fromRoot(nodes.subarray(position * NODE_BYTES, (position + 1) * NODE_BYTES));
}

class PackedNode extends Node {
  readonly #tree: Levels;
  readonly #level: number;
  readonly #position: number;

  constructor(tree: Levels, level: number, position: number) {
    const at = position * NODE_BYTES;
    const { h0, h1, h2, h3, h4, h5, h6, h7 } = uint8ArrayToHashObject(
      tree.levels[level]!.subarray(at, at + NODE_BYTES),
    );
    super(h0, h1, h2, h3, h4, h5, h6, h7);
    this.#tree = tree;
    this.#level = level;
    this.#position = position;
  }

  get rootHashObject() {
    return this;
  }

  get root(): Uint8Array {
    const at = this.#position * NODE_BYTES;
    return this.#tree.levels[this.#level]!.slice(at, at + NODE_BYTES);
  }

  get left(): Node {
    return nodeOf(this.#tree, this.#level - 1, 2 * this.#position);
  }

  get right(): Node {
    return nodeOf(this.#tree, this.#level - 1, 2 * this.#position + 1);
  }

  isLeaf(): boolean {
    return false;
  }
}
