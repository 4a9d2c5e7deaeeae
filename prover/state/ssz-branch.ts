/**
 * SSZ Merkle branches with only SHA-256, so that bundle verification does not depend on an SSZ library.
 * A branch runs bottom-up: the sibling of the leaf first, the child of the root last.
 * Source: consensus-specs, ssz/merkle-proofs.md (generalized indices, `calculate_merkle_root`).
 * @module
 */
import { sha256 } from "viem";
import { fromHex, type Hex, toHex } from "../hex.ts";
import type { BeaconHeader } from "./verified-state.ts";

const NODE_BYTES = 32;
const UINT64_LIMIT = 1n << 64n;

export interface SszBranch {
  readonly leaf: Hex;
  readonly branch: readonly Hex[];
  /** Relative to `root`. */
  readonly gindex: bigint;
  readonly root: Hex;
}

/** Levels between the root and the node at `gindex`. @throws RangeError below 1. */
export function depthOf(gindex: bigint): number {
  if (gindex < 1n) throw new RangeError(`A generalized index is at least 1, not ${gindex}`);
  return gindex.toString(2).length - 1;
}

/**
 * The root that `leaf` and its siblings hash to.
 * @throws RangeError if a node is not 32 bytes, or the branch length is not the depth of `gindex`.
 */
export function branchRoot(leaf: Hex, branch: readonly Hex[], gindex: bigint): Hex {
  const depth = depthOf(gindex);
  if (branch.length !== depth) {
    throw new RangeError(`A branch to gindex ${gindex} has ${depth} siblings, not ${branch.length}`);
  }
  let node = nodeBytes(leaf);
  let position = gindex;
  for (const sibling of branch) {
    const other = nodeBytes(sibling);
    node = (position & 1n) === 0n ? hashPair(node, other) : hashPair(other, node);
    position >>= 1n;
  }
  return toHex(node);
}

/** False for a wrong root, a branch of another length, and nodes that are not 32 bytes of hex. */
export function verifyBranch({ leaf, branch, gindex, root }: SszBranch): boolean {
  try {
    return branchRoot(leaf, branch, gindex) === root.toLowerCase();
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** hash_tree_root of a `BeaconBlockHeader`: the block root. */
export function headerRoot(header: BeaconHeader): Hex {
  const empty = new Uint8Array(NODE_BYTES);
  let level = [
    uint64Node(header.slot),
    uint64Node(header.proposerIndex),
    nodeBytes(header.parentRoot),
    nodeBytes(header.stateRoot),
    nodeBytes(header.bodyRoot),
    empty,
    empty,
    empty,
  ];
  while (level.length > 1) {
    const above: Uint8Array[] = [];
    for (let i = 0; i < level.length; i += 2) above.push(hashPair(level[i]!, level[i + 1]!));
    level = above;
  }
  return toHex(level[0]!);
}

/** SHA-256 of two nodes: the node above them. */
export function hashPair(left: Uint8Array, right: Uint8Array): Uint8Array {
  const pair = new Uint8Array(2 * NODE_BYTES);
  pair.set(left);
  pair.set(right, NODE_BYTES);
  return sha256(pair, "bytes");
}

function uint64Node(value: number | bigint): Uint8Array {
  const number = BigInt(value);
  if (number < 0n || number >= UINT64_LIMIT) throw new RangeError(`${number} is not a uint64`);
  const node = new Uint8Array(NODE_BYTES);
  new DataView(node.buffer).setBigUint64(0, number, true);
  return node;
}

/** SSZ: a uint64 in a 32-byte chunk, little-endian. @throws RangeError past 64 bits. */
export function uint64Chunk(value: number | bigint): Hex {
  return toHex(uint64Node(value));
}

function nodeBytes(hex: Hex): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes.length !== NODE_BYTES)
    throw new RangeError(`An SSZ node has 32 bytes, not ${bytes.length}: ${hex}`);
  return bytes;
}
