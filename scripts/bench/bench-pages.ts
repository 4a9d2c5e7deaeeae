/**
 * Full pages to prove, of a registry with gaps over a small state. Proving time does not depend on the content of a
 * page, so a small state suffices, and its memory does not distort the measurement.
 * @module
 */
import { PAGE_SIZES, type PageSize } from "../../prover/plan/page-sizes.ts";
import { type PagePlan, planPages } from "../../prover/plan/plan-pages.ts";
import type { CircuitInput } from "../../prover/witness/circuit-input.ts";
import { pageWitness } from "../../prover/witness/page-witness.ts";
import { syntheticState } from "../synthetic-state/synthetic-state.ts";

const VALIDATORS = 40_000;
/** Distance between validators, so that slots fill before lanes. */
const GAP = 29;
const ETH_GWEI = 1_000_000_000n;

export interface BenchPages {
  readonly plan: PagePlan;
  readonly witnessOf: (page: PagePlan["pages"][number]) => CircuitInput;
}

/** @throws RangeError where the registry has fewer pages. */
export async function benchPages(size: PageSize, count: number): Promise<BenchPages> {
  const balances = Array.from({ length: VALIDATORS }, (_, i) => 32n * ETH_GWEI + BigInt((i * 7919) % 1e7));
  const { state } = await syntheticState(balances);
  const registry = Array.from({ length: Math.floor(VALIDATORS / GAP) }, (_, i) => ({
    index: i * GAP,
    principalGwei: 32n * ETH_GWEI,
  }));
  const plan = await planPages(registry, state, PAGE_SIZES[size], 0n);
  if (plan.pages.length < count) throw new RangeError(`There are ${plan.pages.length} pages, not ${count}`);
  const pages = plan.pages.slice(0, count);
  return { plan: { ...plan, pages }, witnessOf: (page) => pageWitness(state, page, plan.limits) };
}
