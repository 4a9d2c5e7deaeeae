/**
 * One finished page of the `test` circuit over a synthetic state: chunks 1 and 2 under the top, two levels up, a validator above and
 * one below its principal, one that does not exist yet, an unused slot and unused lanes.
 * @module
 */

import { PAGE_SIZES } from "../../prover/plan/page-sizes.ts";
import { planPages } from "../../prover/plan/plan-pages.ts";
import type { CircuitInput } from "../../prover/witness/circuit-input.ts";
import { pageWitness } from "../../prover/witness/page-witness.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";

/** Four chunks: with more of them the planner would raise the link node and use all slots. */
const VALIDATORS = 15;
const PRINCIPAL_GWEI = 32_000_000_000n;

/** The page in the header of this file. */
export const pageExample = () => pageOf([9, 10, 6, 80, 5]);

/** A page of validators that do not exist yet: nothing is claimed, so only range checks and sums can object to it. */
export const pageWithoutClaims = () => pageOf([80, 81]);

/** All lanes with validators that do not exist yet. */
export const fullPageWithoutClaims = () => pageOf([80, 81, 82, 83, 84, 85, 86, 87]);

/** All lanes with validators of chunks 1 and 2, above and below their principals. @param unused  which slot. */
export async function fullPage(unused: number): Promise<CircuitInput> {
  return withUnusedSlot(await pageOf([9, 10, 6, 5, 4, 7, 8, 11]), unused);
}

/** One chunk: its parent is slot 1, the root slot 0, and two slots are unused. */
export const pageOfOneChunk = () => pageOf([5, 6]);

/** The last slot is unused; moves it elsewhere. */
function withUnusedSlot(page: CircuitInput, unused: number): CircuitInput {
  const last = page.slotGindex.length - 1;
  const moved = <T>(column: readonly T[]): T[] => [
    ...column.slice(0, unused),
    column[last]!,
    ...column.slice(unused, last),
  ];
  const slotNow = (slot: bigint) => (slot >= BigInt(unused) ? slot + 1n : slot);
  return {
    ...page,
    slotGindex: moved(page.slotGindex),
    slotLeft: moved(page.slotLeft),
    slotRight: moved(page.slotRight),
    slotParent: moved(page.slotParent.map(slotNow)),
    laneParent: page.laneParent.map(slotNow),
  };
}

async function pageOf(indices: readonly number[]): Promise<CircuitInput> {
  const { state } = await syntheticState(
    Array.from(
      { length: VALIDATORS },
      (_, index) => PRINCIPAL_GWEI + BigInt(index % 2 === 0 ? index : -index),
    ),
  );
  const registry = indices.map((index) => ({ index, principalGwei: PRINCIPAL_GWEI }));
  const plan = await planPages(registry, state, PAGE_SIZES.test, 5_000_000_000_000_000_000n);
  return pageWitness(state, plan.pages[0]!, PAGE_SIZES.test);
}
