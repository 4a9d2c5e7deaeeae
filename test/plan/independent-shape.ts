/**
 * Pages counted the plain way, as the definitions say: for tests of the planner, which counts as it goes.
 * @module
 */
import type { LinkPosition } from "../../prover/state/link-position.ts";

const above = (chunk: number, levels: number) => Math.floor(chunk / 2 ** levels);

/** The deepest node above all `chunks`, of which there is at least one. */
export function deepestLink(chunks: readonly number[]): LinkPosition {
  let depth = 1;
  while (new Set(chunks.map((chunk) => above(chunk, depth))).size > 1) depth++;
  return { depth, firstChunk: above(chunks[0]!, depth) * 2 ** depth };
}

/** Inner nodes from the link node (included) down to the parents of the chunks: one hash slot each. */
export function countSlots(chunks: readonly number[], link: LinkPosition): number {
  let slots = 0;
  for (let level = 1; level <= link.depth; level++) {
    slots += new Set(chunks.map((chunk) => above(chunk, level))).size;
  }
  return slots;
}

/** Levels of link branch that a page of these chunks leaves to the chain; undefined where it has too few slots. */
export function branchLevels(chunks: readonly number[], maxSlots: number, top: number): number | undefined {
  if (chunks.length === 0) return 0;
  const deepest = deepestLink(chunks);
  const slots = countSlots(chunks, deepest);
  if (slots > maxSlots) return undefined;
  return Math.max(0, top - deepest.depth - (maxSlots - slots));
}
