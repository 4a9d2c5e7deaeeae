/**
 * All attacks on the contracts' readers of proofs.
 * @module
 */

import { attackTree } from "./attack-branches.ts";
import { attackList } from "./attack-lists.ts";
import { attackTrie } from "./attack-tries.ts";
import { attackValues } from "./attack-values.ts";
import { drawFrom } from "./draw.ts";
import type { Readers } from "./readers.ts";
import { Tally } from "./tally.ts";

/** Keys of a trie, and nodes of a tree, before the next is drawn. */
const REPEATS = 10;
/** Lists are soon drawn, and it is their lengths that matter. */
const LISTS = 5;

/**
 * @param cases  at least so many; the same seed gives the same.
 * @param tell   how many there were, now and then.
 */
export async function runAttacks(
  readers: Readers,
  { seed, cases }: { readonly seed: number; readonly cases: number },
  tell: (cases: number) => void = () => {},
): Promise<Tally> {
  const tally = new Tally();
  const draw = drawFrom(seed);
  while (tally.total.cases < cases) {
    await attackTrie(readers, draw, tally, REPEATS);
    await attackTree(readers, draw, tally, REPEATS);
    for (let list = 0; list < LISTS; list++) await attackList(readers, draw, tally, REPEATS / LISTS);
    for (let repeat = 0; repeat < REPEATS; repeat++) await attackValues(readers, draw, tally);
    tell(tally.total.cases);
  }
  return tally;
}
