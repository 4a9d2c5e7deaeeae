/**
 * Where a balance lies. Stands apart from the tree, so that who only reads a bundle loads no SSZ library.
 * @module
 */
import { BALANCES_PER_CHUNK } from "../units.ts";

/** The chunk that holds the balance of the validator at `index`. */
export function chunkOf(index: number): number {
  return Math.floor(index / BALANCES_PER_CHUNK);
}
