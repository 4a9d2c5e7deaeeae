/**
 * Which size to prove with. Larger pages always cost less gas, and a page of the next size takes twice the memory and
 * twice the time, whether it is full or not: so the smallest size is taken that costs hardly more gas than the best.
 * @module
 */
import { spurtGas } from "./gas-cost.ts";
import type { PlanOutline } from "./outline-plan.ts";

/** More than the cheapest, of a whole spurt. */
const GAS_TOLERANCE = 0.1;

export interface SizeCandidate {
  readonly outline: PlanOutline;
  /** False where this machine has not the memory for one page of it. */
  readonly fits: boolean;
}

/**
 * @param candidates  in rising order of their pages.
 * @returns one of them; undefined where none fits.
 */
export function recommendSize<T extends SizeCandidate>(candidates: readonly T[]): T | undefined {
  const fitting = candidates.filter(({ fits }) => fits);
  const gasOf = ({ outline }: T) => spurtGas(outline.gas);
  const least = Math.min(...fitting.map(gasOf));
  return fitting.find((candidate) => gasOf(candidate) <= least * (1 + GAS_TOLERANCE));
}
