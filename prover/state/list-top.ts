/**
 * The top of a list: a node over all its leaves in use, which a verifier proves once and then starts every shorter
 * branch from. In a progressive list it is the data root, and the roots of its levels, which fold into it, come along:
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
  /** Over all leaves in use; the data root of a progressive list. */
  readonly node: Hex;
  /** Entries of the list. */
  readonly length: number;
  /** Bottom-up to the state root; one of the siblings is the length chunk. */
  readonly branch: Hex[];
  /** Of a progressive list: the roots of all levels in use, from level 0. Else empty. */
  readonly levels: Hex[];
}

/** The data root of a progressive list from the roots of its levels. */
export function foldLevels(levelRoots: readonly Hex[]): Hex {
  let root: Uint8Array = new Uint8Array(32);
  for (const level of [...levelRoots].reverse()) root = hashPair(fromHex(level), root);
  return toHex(root);
}

/** The node of a window: branches of what lies inside of it end there. For the first window it is the top's node. */
export function windowNode(top: Pick<ListTop, "node" | "levels">, { number }: ListWindow): Hex {
  return number === 0 ? top.node : top.levels[number]!;
}

/** Gindex, relative to the state root, of the top's node. */
export function topGindex({ gindex, shape }: ListPlace, windows: readonly ListWindow[]): bigint {
  const data = 2n * gindex;
  if (shape.kind === "progressive") return data;
  return data << BigInt(shape.depth - windows[0]!.depth);
}

/**
 * Checks a top under a state root, as the contracts do.
 * @returns The fault as text; undefined if there is none.
 */
export function listTopFault(
  list: ListName,
  place: ListPlace,
  { node, length, branch, levels }: ListTop,
  stateRoot: Hex,
): string | undefined {
  const { shape } = place;
  let windows: ListWindow[];
  try {
    windows = windowsOf(shape, leavesOf(list, length));
  } catch (error) {
    if (error instanceof RangeError) return `the list ${list} cannot have ${length} entries`;
    throw error;
  }
  const levelCount = shape.kind === "progressive" ? windows.length : 0;
  if (levels.length !== levelCount) {
    return `a list of ${length} entries has the roots of ${levelCount} levels, not ${levels.length}`;
  }
  if (shape.kind === "progressive" && foldLevels(levels) !== node) {
    return `the roots of its levels hash to ${foldLevels(levels)}, not to ${node}`;
  }
  // The right sibling of the list's data root is its length (SSZ, mix_in_length).
  const lengthSibling = branch[shape.kind === "progressive" ? 0 : shape.depth - windows[0]!.depth];
  if (lengthSibling !== uint64Chunk(length)) {
    return `it claims ${length} entries, but its branch has the length ${lengthSibling}`;
  }
  if (!verifyBranch({ leaf: node, branch, gindex: topGindex(place, windows), root: stateRoot })) {
    return `the branch of top ${node} does not hash to ${stateRoot}`;
  }
  return undefined;
}
