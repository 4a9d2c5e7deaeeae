/**
 * Branches of nodes that are proved one after the other below the windows of one list: what a branch has in common with the
 * one before is left out. The contract knows the two children that it hashed on each level of the way before, so a branch ends
 * where it comes to one of them (NeighbourBranch.sol):
 *
 *         o                   a: [b, c], whole
 *       /   \
 *      o     c                b: []      is a's sibling
 *     / \   / \
 *    a   b d   e              d: [e]     one level up stands c, which a's way has
 *
 * Pure.
 * @module
 */
import type { Hex } from "../hex.ts";

/** A node's way up to the node of its window. */
export interface Way {
  /** Of the node, relative to the window's node. */
  readonly gindex: bigint;
  /** Siblings from the node up to the window's node. */
  readonly branch: readonly Hex[];
}

/** @returns Of each way, in order, the siblings that have to be sent: all of the first one's. */
export function neighbourBranches(ways: readonly Way[]): Hex[][] {
  return ways.map(({ gindex, branch }, i) => branch.slice(0, siblingsNeeded(gindex, ways[i - 1]?.gindex)));
}

function siblingsNeeded(gindex: bigint, before: bigint | undefined): number {
  const depth = levelOf(gindex);
  // Windows of one list differ in depth: nothing is in common with a way below another one.
  if (before === undefined || levelOf(before) !== depth) return depth;
  const differing = before ^ gindex;
  return differing === 0n ? 0 : levelOf(differing);
}

/** floor(log2(value)) */
const levelOf = (value: bigint): number => value.toString(2).length - 1;
