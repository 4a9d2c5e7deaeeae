/**
 * Chooses where pages begin and end, if one transaction took all of them (choose-transactions.ts cuts). Registry order is kept, so a plan is a path from the first validator to the end in
 * steps of one page. The cheapest path is found exactly by dynamic programming from the end: the cost of the rest does
 * not depend on the pages before it. So a plan that starts at a border of another plan continues like that plan.
 *
 * The cost of a step is the page's gas (planned-gas.ts) and independent of the machine: everyone who plans the same
 * registry at the same block and page size gets the same borders. Proving time needs no separate weight: all pages of
 * one size take equally long, and a page's gas outweighs 70 branch levels. Among plans of equal cost, the one with the
 * longer first page is taken.
 * @module
 */
import type { ListWindow } from "../state/list-shape.ts";
import { GrowingShape } from "./growing-shape.ts";
import type { PageShape } from "./page-shape.ts";
import type { PageLimits } from "./page-sizes.ts";
import { pageGas } from "./planned-gas.ts";

/** Validators `start` to `end`, without it, counted from 0 in registry order. */
export interface PageRun {
  readonly start: number;
  readonly end: number;
  readonly shape: PageShape;
}

interface Step {
  readonly end: number;
  readonly shape: PageShape;
  /** Gas of this page and all later ones. */
  readonly gas: number;
}

/** What pages are chosen from. */
export interface PageChoices {
  /** Of all validators in registry order; undefined for one that does not exist yet. */
  readonly chunks: readonly (number | undefined)[];
  readonly limits: PageLimits;
  /** Of the balances list: a page stays in one. */
  readonly windows: readonly ListWindow[];
}

/**
 * @param range  the validator that the first page begins with, and the one before which the last page ends.
 * @returns The pages from any validator of the range to its end.
 * @throws RangeError if a page cannot hold one validator, which `planPages` has checked.
 */
export function chooseBorders(
  choices: PageChoices,
  { from = 0, to = choices.chunks.length }: { readonly from?: number; readonly to?: number } = {},
): (start?: number) => PageRun[] {
  const steps: Step[] = [];
  for (let start = to - 1; start >= from; start--) steps[start] = cheapestStep(choices, start, to, steps);
  return (first = from) => {
    const runs: PageRun[] = [];
    for (let start = first; start < to; start = steps[start]!.end) {
      const { end, shape } = steps[start]!;
      runs.push({ start, end, shape });
    }
    return runs;
  };
}

function cheapestStep(
  { chunks, limits, windows }: PageChoices,
  start: number,
  to: number,
  steps: readonly Step[],
): Step {
  const growing = new GrowingShape(windows);
  let cheapest: Step | undefined;
  const last = Math.min(to, start + limits.lanes);
  for (let end = start + 1; end <= last; end++) {
    if (!growing.add(chunks[end - 1]) || growing.slots > limits.slots) break;
    const shape = growing.raised(limits.slots);
    const gas = pageGas(shape.branchLevels) + (steps[end]?.gas ?? 0);
    if (cheapest === undefined || gas <= cheapest.gas) cheapest = { end, shape, gas };
  }
  if (cheapest === undefined) throw new RangeError(`No page holds validator ${start} of the registry`);
  return cheapest;
}
