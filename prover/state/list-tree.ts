/**
 * The lists of a beacon state: the top, the node over all of a list's entries, and branches below it. A contract
 * verifies the top once and then only the few levels in use.
 *
 *          state root
 *              :          top.branch
 *          list root ── length
 *              :
 *             top         `topDepth` levels above leaf 0: covers every leaf in use
 *              :          elementBranch, or the branch of a page's link node (links.ts)
 *            leaf         four balances; or the root of one validator or pending deposit
 * @module
 */
import type { Node } from "@chainsafe/persistent-merkle-tree";
import type { Hex } from "../hex.ts";
import { BALANCES_PER_CHUNK } from "../units.ts";
import { ListMissingError } from "./errors.ts";
import type { StateLayout } from "./layout.ts";
import { concatGindices, nodeAt, nodeBelow, uint64At } from "./state-node.ts";
import type { VerifiedState } from "./verified-state.ts";

export type ListName = "balances" | "validators" | "pendingDeposits";

export interface ListTop {
  readonly node: Hex;
  /** Entries of the list. */
  readonly length: number;
  /** Bottom-up to `header.stateRoot`; one of the siblings is the length chunk. */
  readonly branch: Hex[];
  /** Levels from the top down to the leaves. */
  readonly depth: number;
  /** Relative to the state root. */
  readonly gindex: bigint;
}

interface ListPlace {
  /** The list root: its left child is the data root, its right child the length. */
  readonly gindex: bigint;
  /** Levels from the data root down to the leaves. */
  readonly depth: number;
}

/** @throws ListMissingError if the fork has no such list. */
export function listPlace(layout: StateLayout, list: ListName): ListPlace {
  const gindex = layout[`${list}Gindex`];
  const depth = layout[`${list}Depth`];
  if (gindex === null || depth === null) throw new ListMissingError(list, layout.fork);
  return { gindex, depth };
}

/**
 * Levels that cover `length` entries; never 0, so that a top is always a hash and never a leaf.
 * @throws RangeError unless `length` is a whole number.
 */
export function topDepth(list: ListName, length: number): number {
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new RangeError(`The length of a list must be a whole number, not ${length}`);
  }
  const leaves = Math.ceil(length / (list === "balances" ? BALANCES_PER_CHUNK : 1));
  let depth = 1;
  while (2 ** depth < leaves) depth += 1;
  return depth;
}

/** Gindex, relative to the state root, of the node `height` levels above `leaf`. @throws RangeError past the list. */
export function listNodeGindex(layout: StateLayout, list: ListName, height: number, leaf: number): bigint {
  const { gindex, depth } = listPlace(layout, list);
  const levels = BigInt(depth - height);
  const position = BigInt(leaf) >> BigInt(height);
  if (levels < 0n || position < 0n || position >> levels !== 0n) {
    throw new RangeError(`The list ${list} has no node ${height} levels above leaf ${leaf}`);
  }
  return ((2n * gindex) << levels) + position;
}

/** Gindex, relative to the state root, of the top of a list with `length` entries. */
export function listTopGindex(layout: StateLayout, list: ListName, length: number): bigint {
  return listNodeGindex(layout, list, topDepth(list, length), 0);
}

/** Gindex, relative to the state root, of the number of entries. @throws ListMissingError */
export function listLengthGindex(layout: StateLayout, list: ListName): bigint {
  return 2n * listPlace(layout, list).gindex + 1n;
}

/** Length of a list, from the state tree. */
export function listLength(state: VerifiedState, list: ListName): number {
  return Number(uint64At(state, listLengthGindex(state.layout, list)));
}

/** @throws ListMissingError if the fork has no such list. */
export function listTopOf(state: VerifiedState, list: ListName): ListTop {
  const length = listLength(state, list);
  const gindex = listTopGindex(state.layout, list, length);
  return {
    ...nodeBelow(state, 1n, gindex),
    length,
    depth: topDepth(list, length),
    gindex,
  };
}

/** The root node of element `position`. @throws RangeError past the limit of the list. */
export function listElement(
  state: VerifiedState,
  list: "validators" | "pendingDeposits",
  position: number,
): Node {
  return nodeAt(state, listNodeGindex(state.layout, list, 0, position));
}

/**
 * The siblings of a node below element `position`, up to the top of the list.
 * @param gindexBelowElement  1 for the element itself.
 * @throws RangeError past the end of the list, where the tree has zeros but no element.
 */
export function elementBranch(
  state: VerifiedState,
  list: "validators" | "pendingDeposits",
  position: number,
  gindexBelowElement: bigint,
): Hex[] {
  const length = listLength(state, list);
  if (!Number.isSafeInteger(position) || position < 0 || position >= length) {
    throw new RangeError(`Position ${position} is past the end of the list ${list} of ${length} entries`);
  }
  const element = 2n ** BigInt(topDepth(list, length)) + BigInt(position);
  const top = listTopGindex(state.layout, list, length);
  return nodeBelow(state, top, concatGindices(element, gindexBelowElement)).branch;
}
