/**
 * A Merkle-Patricia trie as deep as a large one, along the paths of a few keys. All other places of its branches hold
 * hashes of nodes that nobody has: a proof never goes there.
 * @module
 */
import { type Hex, keccak256, toHex, toRlp } from "viem";

export interface DeepTrie {
  readonly root: Hex;
  /** Nodes from the root to the leaf of each key, in the order of the entries. */
  readonly proofs: readonly Hex[][];
}

/** A key's nibbles as 64 hexadecimal digits, and its value, RLP. */
interface Leaf {
  readonly path: string;
  readonly value: Hex;
  readonly proof: Hex[];
}

/**
 * @param entries   keys and values, RLP.
 * @param branches  full ones above each leaf; more where keys are alike longer.
 */
export function deepTrie(entries: readonly (readonly [key: Hex, value: Hex])[], branches: number): DeepTrie {
  const leaves = entries.map(([key, value]): Leaf => ({ path: keccak256(key).slice(2), value, proof: [] }));
  return { root: keccak256(nodeAbove(leaves, 0, branches)), proofs: leaves.map(({ proof }) => proof) };
}

/** The node at `depth` above leaves that share their first `depth` nibbles. */
function nodeAbove(leaves: readonly Leaf[], depth: number, branches: number): Hex {
  const isLeaf = depth >= branches && leaves.length === 1;
  const node = isLeaf ? leafNode(leaves[0]!, depth) : branchNode(leaves, depth, branches);
  // Children came first.
  for (const { proof } of leaves) proof.unshift(node);
  return node;
}

function branchNode(leaves: readonly Leaf[], depth: number, branches: number): Hex {
  const children = Array.from({ length: 16 }, (_, nibble) => {
    const below = leaves.filter(({ path }) => Number.parseInt(path[depth]!, 16) === nibble);
    if (below.length > 0) return keccak256(nodeAbove(below, depth + 1, branches));
    return keccak256(toHex(`${leaves[0]!.path.slice(0, depth)} ${nibble}`));
  });
  return toRlp([...children, "0x"]);
}

function leafNode(leaf: Leaf, depth: number): Hex {
  const rest = leaf.path.slice(depth);
  // Hex prefix of a leaf: 3 and the first nibble of an odd path, 20 before an even one.
  const path: Hex = rest.length % 2 === 1 ? `0x3${rest}` : `0x20${rest}`;
  return toRlp([path, leaf.value]);
}
