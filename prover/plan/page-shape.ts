/**
 * The shape of one page: which node it is proved under and how many hash slots it takes. Chunk c of the balances list
 * is the c-th leaf; level j above the chunks has the nodes c >> j.
 *
 *            top        0 or more levels of link branch: hashed on chain
 *             :
 *           link        as high as the slots reach: a page has them whether it uses them or not
 *             :         one slot a level
 *        deepest link   decides how many validators fit
 *           /   \
 *       chunks … chunks
 * @module
 */
import { chunkOf } from "../state/chunk-of.ts";
import type { LinkPosition } from "../state/links.ts";

export interface PageShape {
  readonly link: LinkPosition;
  /** Hash slots in use. */
  readonly slots: number;
}

/** The chunks that a page must find: one a validator, repeated where validators share it; none for those not there yet. */
export function existingChunks(
  validators: readonly { readonly index: number; readonly exists: boolean }[],
): number[] {
  return validators.filter(({ exists }) => exists).map(({ index }) => chunkOf(index));
}

/** The shape with the fewest slots: under the deepest node above all `chunks`. */
export function smallestShape(chunks: readonly number[]): PageShape {
  // A page of validators that do not exist claims nothing: any node serves as its link.
  if (chunks.length === 0) return { link: { depth: 1, firstChunk: 0 }, slots: 0 };
  const link = deepestLink(chunks);
  return { link, slots: countSlots(chunks, link) };
}

/**
 * The same page under the highest node that its free slots reach: each level up takes one slot, and one hash and 32
 * bytes of calldata off the chain.
 * @param top  levels from the top of the list down to the chunks: no link lies above it.
 */
export function raiseLink({ link, slots }: PageShape, maxSlots: number, top: number): PageShape {
  const claimsNothing = slots === 0;
  const levels = claimsNothing ? top - link.depth : Math.min(top - link.depth, maxSlots - slots);
  const depth = link.depth + levels;
  return {
    link: { depth, firstChunk: shiftRight(link.firstChunk, depth) * 2 ** depth },
    slots: claimsNothing ? 0 : slots + levels,
  };
}

/** The deepest node above all `chunks`, of which there is at least one. */
export function deepestLink(chunks: readonly number[]): LinkPosition {
  const first = Math.min(...chunks);
  const last = Math.max(...chunks);
  let depth = 1;
  while (shiftRight(first, depth) !== shiftRight(last, depth)) depth++;
  return { depth, firstChunk: shiftRight(first, depth) * 2 ** depth };
}

/** Inner nodes from the link node (included) down to the parents of the chunks: one hash slot each. */
export function countSlots(chunks: readonly number[], link: LinkPosition): number {
  let slots = 0;
  for (let level = 1; level <= link.depth; level++) {
    slots += new Set(chunks.map((chunk) => shiftRight(chunk, level))).size;
  }
  return slots;
}

/** c >> bits for chunk numbers up to 2^38, past the 32 bits of JavaScript's operator. */
export function shiftRight(chunk: number, bits: number): number {
  return Math.floor(chunk / 2 ** bits);
}
