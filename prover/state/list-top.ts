/**
 * The top of a list: the nodes over its windows (list-shape.ts), which a verifier proves once and then starts every
 * shorter branch from. One node over all leaves in use for a list of fixed depth; the roots of all levels for a
 * progressive one, which fold into the data root:
 *
 *     S(k) = hash(L(k), S(k + 1)), and past the last level 32 zero bytes
 *
 * By SHA-256 alone, so that bundle readers need not load the SSZ library. Source: EIP-7916.
 * @module
 */
import { fromHex, type Hex, toHex } from "../hex.ts";
import type { ListPlace } from "./layout.ts";
import { type ListName, type ListWindow, leavesOf, windowsOf } from "./list-shape.ts";
import { hashPair, uint64Chunk, verifyBranch } from "./ssz-branch.ts";

export interface ListTop {
  /** By window. */
  readonly nodes: readonly Hex[];
  /** Entries of the list. */
  readonly length: number;
  /**
   * Bottom-up to the state root, from the one node of a list of fixed depth, from the data root of a progressive list.
   * One of the siblings is the length chunk.
   */
  readonly branch: readonly Hex[];
}

/** The data root of a progressive list from the roots of its levels. */
export function foldLevels(levelRoots: readonly Hex[]): Hex {
  let root: Uint8Array = new Uint8Array(32);
  for (const level of [...levelRoots].reverse()) root = hashPair(fromHex(level), root);
  return toHex(root);
}

/** The node of a window: branches of what lies inside of it end there. */
export function windowNode({ shape }: ListPlace, nodes: readonly Hex[], { number }: ListWindow): Hex {
  return shape.kind === "progressive" && number === 0 ? foldLevels(nodes) : nodes[number]!;
}

/** Gindex, relative to the state root, of the node that the top's branch starts from. */
export function topGindex({ gindex, shape }: ListPlace, windows: readonly ListWindow[]): bigint {
  const data = 2n * gindex;
  if (shape.kind === "progressive") return data;
  return data << BigInt(shape.depth - windows[0]!.depth);
}

/**
 * Checks a top under a state root, as the contracts do.
 * @returns What is wrong, in words; undefined where everything holds.
 */
export function listTopFault(
  list: ListName,
  place: ListPlace,
  { nodes, length, branch }: ListTop,
  stateRoot: Hex,
): string | undefined {
  const { shape } = place;
  let windows: ListWindow[];
  try {
    windows = windowsOf(shape, leavesOf(list, length));
  } catch (error) {
    if (error instanceof RangeError) return `no list ${list} holds ${length} entries`;
    throw error;
  }
  if (nodes.length !== windows.length) {
    return `${length} entries take ${windows.length} nodes, not ${nodes.length}`;
  }
  // The right sibling of the list's data root is its length (SSZ, mix_in_length).
  const lengthSibling = branch[shape.kind === "progressive" ? 0 : shape.depth - windows[0]!.depth];
  if (lengthSibling !== uint64Chunk(length)) {
    return `it claims ${length} entries, its branch holds length ${lengthSibling}`;
  }
  const leaf = shape.kind === "progressive" ? foldLevels(nodes) : nodes[0]!;
  if (!verifyBranch({ leaf, branch, gindex: topGindex(place, windows), root: stateRoot })) {
    return `the branch of ${leaf} does not lead to ${stateRoot}`;
  }
  return undefined;
}
