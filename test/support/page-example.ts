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
