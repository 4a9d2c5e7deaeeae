/**
 * Proves the pages of an audit again, with the installed keys.
 * @module
 */

import { loadKeys } from "../keys/load-keys.ts";
import { existingChunks, shiftRight } from "../plan/page-shape.ts";
import { PAGE_SIZE_NAMES, type PageSize } from "../plan/page-sizes.ts";
import type { PagePlan, PlannedValidator } from "../plan/plan-pages.ts";
import { findBackend } from "../prove/backends/registry.ts";
import { createLocalProver } from "../prove/local-prover.ts";
import { provePages } from "../prove/prove-pages.ts";
import { balanceGweiAt } from "../state/balances.ts";
import type { LinkPosition } from "../state/link-position.ts";
import { pageWitness } from "../witness/page-witness.ts";
import { NotCheckableError } from "./errors.ts";
import type { AuditOptions } from "./evidence.ts";

/** @param say  receives progress messages. */
export function reproveWith(
  threads: number,
  say: (text: string) => void,
): NonNullable<AuditOptions["reprove"]> {
  return async (size, state, registry, pages) => {
    if (!(PAGE_SIZE_NAMES as string[]).includes(size)) {
      throw new NotCheckableError(`no circuit of the size ${size} is installed`);
    }
    const keys = await loadKeys(size as PageSize);
    const validators = registry.map((entry) => {
      const exists = entry.index < state.listLength;
      return { ...entry, exists, balanceGwei: exists ? balanceGweiAt(state, entry.index) : 0n };
    });
    const plan: PagePlan = {
      limits: keys.limits,
      pages: pages.map(({ from, to, link, publicInputs }, number) => {
        const taken = validators.slice(from, to);
        const slots = slotsUnder(link, taken);
        return { number, validators: taken, link, slots, publicInputs };
      }),
      notExisting: validators.filter(({ exists }) => !exists).map(({ index }) => index),
    };
    const prover = createLocalProver({
      keys,
      backend: await findBackend({}),
      threads: Math.min(threads, plan.pages.length),
    });
    const proofs = await provePages(plan, keys, {
      prover,
      witnessOf: (page) => pageWitness(state, page, plan.limits),
      onProved: (done, total) => say(`page ${done} of ${total} proved again`),
    }).finally(() => prover.close());
    return proofs.map(({ publicSignals }) => publicSignals);
  };
}

/** Nodes from the link node down to the parents of the chunks. */
function slotsUnder({ depth, firstChunk }: LinkPosition, validators: readonly PlannedValidator[]): number {
  const leaves = existingChunks(validators).map((chunk) => chunk - firstChunk);
  const levels = Array.from({ length: depth }, (_, above) => above + 1);
  return levels.reduce((sum, above) => sum + new Set(leaves.map((leaf) => shiftRight(leaf, above))).size, 0);
}
