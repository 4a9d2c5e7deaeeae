/**
 * The lists of a beacon state: the top, its nodes over all of a list's entries, and branches below it. A contract
 * verifies the top once and then only the few levels in use.
 *
 *          state root
 *              :          top.branch
 *          list root ── length
 *              :
 *         window nodes    cover every leaf in use (list-shape.ts): one, or one a level of a progressive list
 *              :          elementBranch, or the branch of a page's link node (links.ts)
 *            leaf         four balances; or the root of one validator or pending deposit
 * @module
 */
import type { Node } from "@chainsafe/persistent-merkle-tree";
import type { Hex } from "../hex.ts";
import { ListMissingError } from "./errors.ts";
import type { ListPlace, StateLayout } from "./layout.ts";
import {
  gindexInWindow,
  type ListExtent,
  type ListName,
  type ListWindow,
  leavesOf,
  levelOfLeaf,
  nodeInWindow,
  windowOfLeaf,
  windowsOf,
} from "./list-shape.ts";
import { type ListTop, topGindex } from "./list-top.ts";
import { neighbourBranches, type Way } from "./neighbour-branches.ts";
import { concatGindices, nodeAt, nodeBelow, rootAt, uint64At } from "./state-node.ts";
import type { VerifiedState } from "./verified-state.ts";

/** @throws ListMissingError if the fork has no such list. */
export function listPlace(layout: StateLayout, list: ListName): ListPlace {
  const place = layout.lists[list];
  if (place === null) throw new ListMissingError(list, layout.fork);
  return place;
}

/**
 * The windows over a list with `length` entries.
 * @throws ListMissingError; RangeError for a length that no such list has.
 */
export function listWindows(layout: StateLayout, list: ListName, length: number): ListWindow[] {
  return windowsOf(listPlace(layout, list).shape, leavesOf(list, length));
}

/** Gindex, relative to the state root, of the node `height` levels above `leaf`. @throws RangeError past the list. */
export function listNodeGindex(layout: StateLayout, list: ListName, height: number, leaf: number): bigint {
  const { gindex, shape } = listPlace(layout, list);
  if (!Number.isSafeInteger(leaf) || leaf < 0) throw new RangeError(`The list ${list} has no leaf ${leaf}`);
  const whole: ListWindow =
    shape.kind === "progressive"
      ? windowsOf(shape, leaf + 1)[levelOfLeaf(leaf)]!
      : { number: 0, firstLeaf: 0, span: 2 ** shape.depth, depth: shape.depth, gindex: 2n };
  if (leaf >= whole.firstLeaf + whole.span) throw new RangeError(`The list ${list} has no leaf ${leaf}`);
  return concatGindices(gindex, nodeInWindow(whole, height, leaf));
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
  const place = listPlace(state.layout, list);
  const windows = listWindows(state.layout, list, length);
  return {
    ...nodeBelow(state, 1n, topGindex(place, windows)),
    length,
    levels: levelGindices(place, windows).map((gindex) => rootAt(state, gindex)),
  };
}

/** Gindices, relative to the state root, of what `listTopOf` reads of a list with `length` entries. */
export function listTopGindices(layout: StateLayout, list: ListName, length: number): bigint[] {
  const place = listPlace(layout, list);
  const windows = listWindows(layout, list, length);
  return [topGindex(place, windows), ...levelGindices(place, windows)];
}

/** The root of level 0 is its only leaf, the left child of the data root, which is the window's node. */
function levelGindices({ gindex, shape }: ListPlace, windows: readonly ListWindow[]): bigint[] {
  if (shape.kind === "bounded") return [];
  return windows.map(({ number, gindex: node }) => concatGindices(gindex, number === 0 ? 2n * node : node));
}

/** The node of one of the list's windows, as gindex relative to the state root. */
export function windowGindex(layout: StateLayout, list: ListName, window: ListWindow): bigint {
  return concatGindices(listPlace(layout, list).gindex, window.gindex);
}

/** Entries and shape of the balances list, from which plans are outlined. */
export function balancesListOf({
  layout,
  listLength,
}: Pick<VerifiedState, "layout" | "listLength">): ListExtent {
  return { length: listLength, shape: layout.lists.balances.shape };
}

/** The root node of element `position`. @throws RangeError past the limit of the list. */
export function listElement(
  state: VerifiedState,
  list: Exclude<ListName, "balances">,
  position: number,
): Node {
  return nodeAt(state, listNodeGindex(state.layout, list, 0, position));
}

/**
 * The siblings of a node below element `position`, up to the node of its window.
 * @param gindexBelowElement  1 for the element itself.
 * @throws RangeError past the end of the list, where the tree has zeros but no element.
 */
export function elementBranch(
  state: VerifiedState,
  list: Exclude<ListName, "balances">,
  position: number,
  gindexBelowElement: bigint,
): Hex[] {
  return [...elementWay(state, list, position, gindexBelowElement).branch];
}

/**
 * The branches of the same node below several elements, as a contract proves them in this order: what a branch has in common
 * with the one before is left out.
 * @throws RangeError past the end of the list.
 */
export function elementBranches(
  state: VerifiedState,
  list: Exclude<ListName, "balances">,
  positions: readonly number[],
  gindexBelowElement: bigint,
): Hex[][] {
  return neighbourBranches(
    positions.map((position) => elementWay(state, list, position, gindexBelowElement)),
  );
}

function elementWay(
  state: VerifiedState,
  list: Exclude<ListName, "balances">,
  position: number,
  gindexBelowElement: bigint,
): Way {
  const length = listLength(state, list);
  if (!Number.isSafeInteger(position) || position < 0 || position >= length) {
    throw new RangeError(`Position ${position} is past the end of the list ${list} of ${length} entries`);
  }
  const window = windowOfLeaf(listWindows(state.layout, list, length), position);
  const gindex = concatGindices(gindexInWindow(window, position), gindexBelowElement);
  return { gindex, branch: nodeBelow(state, windowGindex(state.layout, list, window), gindex).branch };
}
