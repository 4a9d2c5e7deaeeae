/**
 * Recommends a page size. Larger pages always cost less gas, but a page of the next size takes twice the memory and
 * time, full or not. So the smallest size is taken whose gas is close to the best, unless proving takes much longer than in
 * another size.
 * @module
 */

import type { PlanOutline } from "./outline-plan.ts";
import { type GasRules, spurtGas } from "./planned-gas.ts";

/** Accepted excess over the cheapest, for a whole spurt. */
const GAS_TOLERANCE = 0.1;
/** Accepted time, in times of the fastest: gas is paid for each spurt, and time only has to fit between two of them. */
const TIME_TOLERANCE = 3;

export interface SizeCandidate extends Pick<PlanOutline, "gas"> {
  /** False if this machine does not have enough memory for one page. */
  readonly fits: boolean;
  /** To prove all pages. */
  readonly expectedSeconds: number;
}

/**
 * @param candidates  in rising order of their pages.
 * @param rules  that their gas was expected by.
 * @returns one of them; undefined if none fits.
 */
export function recommendSize<T extends SizeCandidate>(
  candidates: readonly T[],
  rules: GasRules = "osaka",
): T | undefined {
  const all = candidates.filter(({ fits }) => fits);
  const fastest = Math.min(...all.map(({ expectedSeconds }) => expectedSeconds));
  const fitting = all.filter(({ expectedSeconds }) => expectedSeconds <= fastest * TIME_TOLERANCE);
  const gasOf = ({ gas }: T) => spurtGas(gas, rules);
  const least = Math.min(...fitting.map(gasOf));
  return fitting.find((candidate) => gasOf(candidate) <= least * (1 + GAS_TOLERANCE));
}
