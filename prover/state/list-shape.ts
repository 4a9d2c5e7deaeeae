/**
 * How the leaves of an SSZ list lie below its root: a tree of fixed depth, or, from Gloas on, one that grows with the list.
 *
 *     bounded          list root ─ length                progressive   list root ─ length
 *                        data root                                       data root = S0
 *                          top over all leaves in use                      L0 (1 leaf)   S1
 *                            leaf 0 … leaf n                                       L1 (4)   S2
 *                                                                                        L2 (16)   …
 *
 * In both, the leaves in use lie in windows: perfect subtrees, one for a bounded list, one a level for a progressive
 * list. Pages, link nodes and branches stay inside a window, so all that follows is the same for both.
 *
 * Source: consensus-specs, ssz/simple-serialize.md (merkleization); EIP-7916 (progressive lists).
 * Pure numbers: no SSZ library, so that bundle readers need not load one.
 * @module
 */
import { BALANCES_PER_CHUNK } from "../units.ts";

export type ListName =
  | "balances"
  | "validators"
  | "pendingDeposits"
  | "pendingConsolidations"
  | "payloadExpectedWithdrawals";

export type ListShape =
  /** `depth`: levels from the data root down to the leaves. */
  { readonly kind: "bounded"; readonly depth: number } | { readonly kind: "progressive" };

/** A list, as far as plans depend on it. */
export interface ListExtent {
  /** Entries. */
  readonly length: number;
  readonly shape: ListShape;
}

/** A perfect subtree of consecutive leaves. */
export interface ListWindow {
  /** Position among the list's windows. */
  readonly number: number;
  readonly firstLeaf: number;
  /** Leaves, whether in use or not. */
  readonly span: number;
  /** Levels from the window's node down to its leaves, at least 1: a window's node is always a hash. */
  readonly depth: number;
  /** Of the window's node, relative to the list root. */
  readonly gindex: bigint;
}

/** Leaves of a list with `length` entries. @throws RangeError for anything but a whole number of entries. */
export function leavesOf(list: ListName, length: number): number {
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new RangeError(`A list has a whole number of entries, not ${length}`);
  }
  return list === "balances" ? Math.ceil(length / BALANCES_PER_CHUNK) : length;
}

/** First leaf of level k of a progressive list: (4^k − 1) / 3. */
export function firstLeafOfLevel(level: number): number {
  return (4 ** level - 1) / 3;
}

/** The level of a progressive list that holds a leaf. */
export function levelOfLeaf(leaf: number): number {
  let level = 0;
  while (firstLeafOfLevel(level + 1) <= leaf) level += 1;
  return level;
}

/**
 * The windows over `leaves` leaves, by number; at least one, so that an empty list has a node too.
 * @throws RangeError where a bounded list cannot hold so many.
 */
export function windowsOf(shape: ListShape, leaves: number): ListWindow[] {
  if (shape.kind === "bounded") return [boundedWindow(shape.depth, leaves)];
  const levels = levelOfLeaf(Math.max(0, leaves - 1)) + 1;
  return Array.from({ length: levels }, (_, level) => progressiveWindow(level));
}

/**
 * The window that holds a leaf.
 * @throws RangeError for a leaf past every window.
 */
export function windowOfLeaf(windows: readonly ListWindow[], leaf: number): ListWindow {
  const window = windows.find(({ firstLeaf, span }) => leaf >= firstLeaf && leaf < firstLeaf + span);
  if (window === undefined) throw new RangeError(`The list has no leaf ${leaf}`);
  return window;
}

/** Gindex, relative to the list root, of the node `height` levels above a leaf of the window. */
export function nodeInWindow(window: ListWindow, height: number, leaf: number): bigint {
  const levels = window.depth - height;
  if (levels < 0) throw new RangeError(`No node of the list lies ${height} levels above leaf ${leaf}`);
  return (window.gindex << BigInt(levels)) + (BigInt(leaf - window.firstLeaf) >> BigInt(height));
}

/** Gindex of a leaf relative to the node of its window. */
export function gindexInWindow({ depth, firstLeaf }: ListWindow, leaf: number): bigint {
  return (1n << BigInt(depth)) + BigInt(leaf - firstLeaf);
}

/** Levels that cover `leaves`, at least 1. */
function boundedWindow(limitDepth: number, leaves: number): ListWindow {
  let depth = 1;
  while (2 ** depth < leaves) depth += 1;
  if (depth > limitDepth) throw new RangeError(`No such list holds ${leaves} leaves`);
  return { number: 0, firstLeaf: 0, span: 2 ** depth, depth, gindex: 2n << BigInt(limitDepth - depth) };
}

/**
 * Level 0 is a single leaf without a node of its own: its window is the data root, of which the leaf is the left child.
 */
function progressiveWindow(level: number): ListWindow {
  if (level === 0) return { number: 0, firstLeaf: 0, span: 1, depth: 1, gindex: 2n };
  const gindex = 3n * 2n ** BigInt(level + 1) - 2n;
  return { number: level, firstLeaf: firstLeafOfLevel(level), span: 4 ** level, depth: 2 * level, gindex };
}
