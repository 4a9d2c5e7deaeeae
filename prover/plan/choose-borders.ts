/**
 * Chooses where pages begin and end. Registry order is kept, so a plan is a path from the first validator to the end in
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

/**
 * @param chunks  of all validators in registry order; undefined for one that does not exist yet.
 * @param windows of the balances list: a page stays in one.
 * @param from    the validator that the first page begins with.
 * @param keptAt  borders that no page crosses, rising.
 * @throws RangeError if a page cannot hold one validator, which `planPages` has checked.
 */
export function chooseBorders(
  chunks: readonly (number | undefined)[],
  limits: PageLimits,
  windows: readonly ListWindow[],
  from = 0,
  keptAt: readonly number[] = [],
): PageRun[] {
  const steps: Step[] = [];
  const kept = new Set(keptAt);
  let end = chunks.length;
  for (let start = chunks.length - 1; start >= from; start--) {
    if (kept.has(start + 1)) end = start + 1;
    steps[start] = cheapestStep(chunks, { start, end }, limits, windows, steps);
  }
  const runs: PageRun[] = [];
  for (let start = from; start < chunks.length; start = steps[start]!.end) {
    const { end, shape } = steps[start]!;
    runs.push({ start, end, shape });
  }
  return runs;
}

function cheapestStep(
  chunks: readonly (number | undefined)[],
  { start, end: farthest }: { readonly start: number; readonly end: number },
  limits: PageLimits,
  windows: readonly ListWindow[],
  steps: readonly Step[],
): Step {
  const growing = new GrowingShape(windows);
  let cheapest: Step | undefined;
  const last = Math.min(farthest, start + limits.lanes);
  for (let end = start + 1; end <= last; end++) {
    if (!growing.add(chunks[end - 1]) || growing.slots > limits.slots) break;
    const shape = growing.raised(limits.slots);
    const gas = pageGas(shape.branchLevels) + (steps[end]?.gas ?? 0);
    if (cheapest === undefined || gas <= cheapest.gas) cheapest = { end, shape, gas };
  }
  if (cheapest === undefined) throw new RangeError(`No page holds validator ${start} of the registry`);
  return cheapest;
}
