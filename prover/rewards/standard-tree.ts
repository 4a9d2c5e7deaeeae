/**
 * The Merkle tree that claim contracts read with OpenZeppelin's MerkleProof, byte for byte as `StandardMerkleTree` of
 * @openzeppelin/merkle-tree 1.0.8 makes it: leaves are keccak256(keccak256(abi.encode(row))) in ascending order, at the end
 * of an array in which entry i has the children 2i + 1 and 2i + 2; a parent is keccak256 of its children in ascending order.
 * Also runs in browsers.
 * @module
 */
import { concatHex, encodeAbiParameters, keccak256 } from "viem";
import type { Hex } from "../hex.ts";

export type LeafValue = string | boolean;
export type LeafType = "address" | "bool" | "uint256";

/** The file form: OpenZeppelin's `dump`. */
export interface StandardTreeDump {
  readonly format: "standard-v1";
  readonly leafEncoding: readonly LeafType[];
  readonly tree: readonly Hex[];
  readonly values: readonly { readonly value: readonly LeafValue[]; readonly treeIndex: number }[];
}

/** @param amounts are decimal texts. */
export function leafHash(row: readonly LeafValue[], types: readonly LeafType[]): Hex {
  const values = row.map((value, i) => (types[i] === "uint256" ? BigInt(value) : value));
  const encoded = encodeAbiParameters(
    types.map((type) => ({ type })),
    values as never,
  );
  return keccak256(keccak256(encoded));
}

/** @throws RangeError without rows: such a tree has no root. */
export function standardTree(
  rows: readonly (readonly LeafValue[])[],
  leafEncoding: readonly LeafType[],
): StandardTreeDump {
  if (rows.length === 0) throw new RangeError("A tree has at least one leaf");
  const leaves = rows
    .map((value, place) => ({ value, place, hash: leafHash(value, leafEncoding) }))
    .sort((a, b) => (a.hash < b.hash ? -1 : a.hash > b.hash ? 1 : 0));
  const tree = new Array<Hex>(2 * leaves.length - 1);
  const placed = leaves.map(({ value, place, hash }, i) => {
    const treeIndex = tree.length - 1 - i;
    tree[treeIndex] = hash;
    return { value, treeIndex, place };
  });
  for (let i = tree.length - 1 - leaves.length; i >= 0; i--)
    tree[i] = hashPair(tree[2 * i + 1]!, tree[2 * i + 2]!);
  const values = placed
    .sort((a, b) => a.place - b.place)
    .map(({ value, treeIndex }) => ({ value, treeIndex }));
  return { format: "standard-v1", leafEncoding, tree, values };
}

/** Siblings of a leaf, bottom-up. */
export function proofAt({ tree }: Pick<StandardTreeDump, "tree">, treeIndex: number): Hex[] {
  const proof: Hex[] = [];
  for (let i = treeIndex; i > 0; i = Math.floor((i - 1) / 2)) proof.push(tree[i % 2 === 1 ? i + 1 : i - 1]!);
  return proof;
}

/** The root that a leaf and its siblings hash to. */
export function rootOfProof(leaf: Hex, proof: readonly Hex[]): Hex {
  return proof.reduce(hashPair, leaf);
}

function hashPair(a: Hex, b: Hex): Hex {
  return keccak256(concatHex(a.toLowerCase() < b.toLowerCase() ? [a, b] : [b, a]));
}
