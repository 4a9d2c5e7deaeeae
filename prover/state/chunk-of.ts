/**
 * The chunk of a balance. In its own file, so bundle readers need not load the SSZ library.
 * @module
 */
import { BALANCES_PER_CHUNK } from "../units.ts";

/** The chunk that holds the balance of the validator at `index`. */
export function chunkOf(index: number): number {
  return Math.floor(index / BALANCES_PER_CHUNK);
}
