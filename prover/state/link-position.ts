/**
 * Where link nodes lie: the SSZ nodes below the top of the balances list that pages are proved under.
 *
 *         window node     k levels above its chunks: of a progressive list, the chunks of one level
 *              :          page.link.branch, k − d siblings
 *          link node      d levels above its chunks `firstChunk … firstChunk + 2^d − 1`
 *
 * Chunk c holds the balances of validators 4c … 4c + 3. The first chunk of a progressive list has no node of its own
 * above it: its link node is the data root, one level above it, under which no other chunk is named (a span of 1).
 *
 * Pure numbers: no SSZ library, so that bundle readers need not load one.
 * @module
 */
import type { ListWindow } from "./list-shape.ts";

export interface LinkPosition {
  /** Levels from the link node down to its chunks, from 1 to those of its window. */
  readonly depth: number;
  /** A multiple of 2^depth chunks after the first one of its window. */
  readonly firstChunk: number;
}

/** Public inputs of a page under a link node: chunk c has gindex `leafBase + c − firstChunk` for `span` chunks. */
export interface LinkInputs {
  readonly leafBase: bigint;
  readonly firstChunk: bigint;
  readonly span: bigint;
}

export function linkInputs({ depth, firstChunk }: LinkPosition, window: ListWindow): LinkInputs {
  const leafBase = 1n << BigInt(depth);
  // The data root of a progressive list has one chunk below it; its other child is a node, and must not pose as one.
  const span = BigInt(Math.min(2 ** depth, window.span));
  return { leafBase, firstChunk: BigInt(firstChunk), span };
}

/** Gindex of a link node relative to the node of its window. @throws RangeError where the window has no such node. */
export function linkGindex({ depth, firstChunk }: LinkPosition, window: ListWindow): bigint {
  if (!Number.isInteger(depth) || depth < 1 || depth > window.depth) {
    throw new RangeError(`A link node lies 1 to ${window.depth} levels above its chunks, not ${depth}`);
  }
  const position = (firstChunk - window.firstLeaf) / 2 ** depth;
  if (!Number.isInteger(position)) {
    throw new RangeError(`Chunk ${firstChunk} is not the first of ${2 ** depth} chunks of its window`);
  }
  return (1n << BigInt(window.depth - depth)) + BigInt(position);
}
