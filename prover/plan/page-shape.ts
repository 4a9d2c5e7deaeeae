/**
 * The shape of one page: which node it is proved under and how many hash slots it takes. Chunk c of the balances list
 * is the c-th leaf; level j above the chunks has the nodes c >> j.
 * @module
 */
import { chunkOf, type LinkPosition } from "../state/links.ts";

/** The chunks that a page must find: one a validator, repeated where validators share it; none for those not there yet. */
export function existingChunks(
  validators: readonly { readonly index: number; readonly exists: boolean }[],
): number[] {
  return validators.filter(({ exists }) => exists).map(({ index }) => chunkOf(index));
}

/** The deepest node above all `chunks` (at least one): no page pays for levels that it shares with others. */
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
