/**
 * Proves the pages of a plan into their work folder with a prover that lives no longer than that.
 * @module
 */
import type { PageKeys } from "../keys/load-keys.ts";
import type { PagePlan } from "../plan/plan-pages.ts";
import { rememberSpeed } from "../prove/calibration.ts";
import type { PageProof } from "../prove/check-page-proof.ts";
import type { CreateProver } from "../prove/create-page-prover.ts";
import type { PageFolder } from "../prove/page-folder.ts";
import { provePages } from "../prove/prove-pages.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { pageWitness } from "../witness/page-witness.ts";
import type { Tell } from "./stages.ts";

export interface PlanToProve {
  readonly state: VerifiedState;
  readonly plan: PagePlan;
  readonly keys: PageKeys;
  readonly pages: PageFolder;
  readonly createProver: CreateProver;
  readonly signal: AbortSignal | undefined;
}

export interface ProvedPlan {
  readonly proofs: readonly PageProof[];
  /** Pages that an earlier run had finished. */
  readonly resumedPages: number;
}

/** @throws as `provePages`, and what `createProver` throws. */
export async function provePlan(
  { state, plan, keys, pages, createProver, signal }: PlanToProve,
  tell: Tell,
): Promise<ProvedPlan> {
  for (const file of pages.foreign) tell({ kind: "page-foreign", file, folder: pages.path });
  const prover = await createProver({
    keys,
    pages: plan.pages.length,
    onNotice: (notice) => tell({ kind: "prover-notice", ...notice }),
  });
  const { size } = keys;
  const { attempts } = prover;
  let resumedPages = 0;
  const start = performance.now();
  try {
    const proofs = await provePages(plan, keys, {
      prover,
      store: pages,
      witnessOf: (page) => pageWitness(state, page, plan.limits),
      onProved: (done, total, seconds) => tell({ kind: "page-proved", done, total, seconds, size }),
      onKept(kept, total) {
        resumedPages = kept;
        tell({ kind: "pages-kept", kept, total });
      },
      onRefused: ({ number: page }, error) => tell({ kind: "page-refused", page, error }),
      onRetry: ({ number: page }, attempt, error) =>
        tell({ kind: "page-retried", page, attempt, attempts, error, size }),
      signal,
    });
    if (prover.localBackend !== undefined) {
      await rememberSpeed(keys.files, {
        backend: prover.localBackend,
        threads: prover.parallel,
        pages: proofs.length - resumedPages,
        seconds: (performance.now() - start) / 1000,
      }).catch((error: Error) => tell({ kind: "speed-not-stored", error }));
    }
    return { proofs, resumedPages };
  } finally {
    await prover.close();
  }
}
