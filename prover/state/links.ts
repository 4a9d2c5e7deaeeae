/**
 * Link nodes: the SSZ nodes below the top of the balances list that pages are proved under (list-tree.ts).
 *
 *             top         k levels above chunk 0: covers every occupied chunk
 *              :          page.link.branch, k − d siblings
 *          link node      d levels above its chunks `firstChunk … firstChunk + 2^d − 1`
 *
 * Chunk c holds the balances of validators 4c … 4c + 3.
 * @module
 */
import type { Hex } from "../hex.ts";
import { listTopGindex, topDepth } from "./list-tree.ts";
import { nodeBelow } from "./state-node.ts";
import type { VerifiedState } from "./verified-state.ts";

export interface LinkPosition {
  /** Levels from the link node down to its chunks, 1 … `topDepth`. */
  readonly depth: number;
  /** A multiple of 2^depth. */
  readonly firstChunk: number;
}

export interface LinkBranch {
  readonly node: Hex;
  /** Bottom-up from the link node to the top. */
  readonly branch: readonly Hex[];
}

/** @throws RangeError if the top does not cover such a node. */
export function linkBranch(state: VerifiedState, { depth, firstChunk }: LinkPosition): LinkBranch {
  const levels = topDepth("balances", state.listLength);
  if (!Number.isInteger(depth) || depth < 1 || depth > levels) {
    throw new RangeError(`A link node is 1 to ${levels} levels above its chunks, not ${depth}`);
  }
  const span = 2 ** depth;
  if (!Number.isInteger(firstChunk / span) || firstChunk < 0 || firstChunk >= 2 ** levels) {
    throw new RangeError(`Chunk ${firstChunk} is not the first of ${span} chunks below the top`);
  }
  const belowTop = 2n ** BigInt(levels - depth) + BigInt(firstChunk / span);
  return nodeBelow(state, listTopGindex(state.layout, "balances", state.listLength), belowTop);
}
