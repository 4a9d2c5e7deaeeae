/**
 * A plan whose pages can be proved in milliseconds: the public inputs are those of `reserves-page`, the proofs those of
 * a circuit that constrains nothing about them. Whoever verifies does the same for both.
 * @module
 */

import type { PageKeys } from "../../prover/keys/load-keys.ts";
import type { PagePlan, PlannedPage } from "../../prover/plan/plan-pages.ts";
import { planPages } from "../../prover/plan/plan-pages.ts";
import { toPublicSignals } from "../../prover/plan/public-inputs.ts";
import type { PageProver, RawPageProof } from "../../prover/prove/page-prover.ts";
import type { CircuitInput } from "../../prover/witness/circuit-input.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";

const PRINCIPAL_GWEI = 32_000_000_000n;
const SMALLEST = { slots: 20, lanes: 1 };

export interface ToyPages {
  readonly plan: PagePlan;
  readonly keys: PageKeys;
  /** Honest proofs, one a page. */
  readonly proofs: readonly RawPageProof[];
}

/** @param count  pages, of one validator each. */
export async function toyPages(count: number): Promise<ToyPages> {
  const toy = await toyGroth16();
  const { state } = await syntheticState(Array.from({ length: count }, (_, i) => PRINCIPAL_GWEI - BigInt(i)));
  const registry = Array.from({ length: count }, (_, index) => ({ index, principalGwei: PRINCIPAL_GWEI }));
  const plan = await planPages(registry, state, SMALLEST, 7n);
  const proofs: RawPageProof[] = [];
  for (const page of plan.pages) {
    const publicSignals = toPublicSignals(page.publicInputs);
    proofs.push({ proof: await toy.prove(publicSignals), publicSignals });
  }
  const { verificationKey } = toy;
  const keys = { id: "toy", verificationKey } as unknown as PageKeys;
  return { plan, keys, proofs };
}

export const noWitness = (): CircuitInput => ({}) as CircuitInput;

export type Answering = (page: PlannedPage, signal: AbortSignal, attempt: number) => Promise<unknown>;

/** A prover that answers as a test wants, and notes what it was asked. */
export function scriptedProver(
  answer: Answering,
  { parallel = 1, attempts = 1 } = {},
): PageProver & { readonly asked: number[]; readonly mostAtOnce: () => number } {
  const asked: number[] = [];
  let running = 0;
  let most = 0;
  return {
    parallel,
    attempts,
    asked,
    mostAtOnce: () => most,
    async prove(page, _, signal) {
      asked.push(page.number);
      most = Math.max(most, ++running);
      try {
        const attempt = asked.filter((number) => number === page.number).length;
        return (await answer(page, signal, attempt)) as RawPageProof;
      } finally {
        running--;
      }
    },
    close: async () => {},
  };
}
