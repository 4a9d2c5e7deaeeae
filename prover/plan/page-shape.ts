/**
 * The shape of one page: its link node and the number of hash slots that it uses. Chunk c of the balances list is the
 * c-th leaf. All chunks of a page lie in one window of the list (state/list-shape.ts); with p the position of a
 * chunk in it, level j above the chunks has the nodes p >> j.
 *
 *        window node    0 or more levels of link branch, hashed on chain
 *             :
 *           link        as high as the slots reach; unused slots cost the same
 *             :         one slot a level
 *        deepest link   determines how many validators fit
 *           /   \
 *       chunks … chunks
 * @module
 */
import { chunkOf } from "../state/chunk-of.ts";
import type { LinkPosition } from "../state/link-position.ts";

export interface PageShape {
  readonly link: LinkPosition;
  /** Hash slots in use. */
  readonly slots: number;
  /** Levels from the link node up to the node of its window, which the chain hashes. */
  readonly branchLevels: number;
}

/** The chunk that a page must prove for this validator; undefined if it does not exist yet. */
export function claimedChunk(validator: {
  readonly index: number;
  readonly exists: boolean;
}): number | undefined {
  return validator.exists ? chunkOf(validator.index) : undefined;
}

/** The chunks that a page must prove: one per validator, repeated if validators share it. */
export function existingChunks(
  validators: readonly { readonly index: number; readonly exists: boolean }[],
): number[] {
  return validators.map(claimedChunk).filter((chunk) => chunk !== undefined);
}

/** p >> bits for positions up to 2^38, past the 32 bits of JavaScript's operator. */
export function shiftRight(position: number, bits: number): number {
  return Math.floor(position / 2 ** bits);
}
