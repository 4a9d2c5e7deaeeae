/**
 * Divides a spurt into the transactions that bring its pages. The pages of a transaction are one run, and a run ends where
 * the registry keeps its chain: after each call that added validators, and after every 64th. Which calls there were only
 * the chain knows; the multiples everybody does, so cuts are made there alone:
 *
 *     as many pages as a transaction takes      ──┬──┬───┬──┬───┬─┬──┬───
 *     cut at the last multiple before their end   ·        ·        ┊ ·        ·
 *     pages of their own up to the cut          ──┬──┬───┬──┬───┬─┬─┊
 *
 * If the first pages reach the end, nothing is cut: a registry always keeps its end. A plan that starts at a cut of another
 * plan continues like that plan.
 * @module
 */
import { chooseBorders, type PageChoices, type PageRun } from "./choose-borders.ts";
import { fillTransactions, pageTransactionLimits } from "./page-transactions.ts";

/**
 * The registry keeps its chain after so many validators. Source: EntryChain.sol, `KEPT_EVERY`. That many pages, each as large
 * as a page can be, fit into one transaction.
 */
export const KEPT_EVERY = 64;

/**
 * @param from  the validator that the first page begins with.
 * @returns For each transaction its pages.
 * @throws RangeError if a page cannot hold one validator, which `planPages` has checked.
 */
export function chooseTransactions(choices: PageChoices, from = 0): PageRun[][] {
  const end = choices.chunks.length;
  const toTheEnd = chooseBorders(choices, { from });
  const transactions: PageRun[][] = [];
  for (let start = from; start < end; ) {
    const pages = toTheEnd(start);
    const [fit] = filled(pages);
    const taken = fit === pages.length ? pages : pagesToCut(choices, start, pages[fit! - 1]!.end);
    transactions.push(taken);
    start = taken.at(-1)!.end;
  }
  return transactions;
}

/** Pages from `start` to the last multiple up to `farthest` that one transaction takes; one further than `start` at least. */
function pagesToCut(choices: PageChoices, start: number, farthest: number): PageRun[] {
  const first = Math.min(multipleBelow(start) + KEPT_EVERY, choices.chunks.length);
  for (let cut = Math.max(multipleBelow(farthest), first); ; cut -= KEPT_EVERY) {
    const pages = chooseBorders(choices, { from: start, to: cut })();
    // Pages of their own take less gas than the ones that were cut, and seldom more bytes.
    if (cut <= first || filled(pages).length === 1) return pages;
  }
}

const multipleBelow = (validators: number): number => validators - (validators % KEPT_EVERY);

function filled(pages: readonly PageRun[]): number[] {
  return fillTransactions(
    pages.map(({ shape }) => shape.branchLevels),
    pageTransactionLimits(),
  );
}
