/**
 * The checks of a bundle, ordered so that each may rely on the ones before it. `verifyBundle` stops at the first
 * failure; the web page shows every result.
 * @module
 */
import type { PublicInputs } from "../plan/public-inputs.ts";
import { checkPageBalances } from "./check-balances.ts";
import { checkConsolidations } from "./check-consolidations.ts";
import { type CheckedDeployment, checkDeployment } from "./check-deployment.ts";
import { checkExecution } from "./check-execution.ts";
import { checkBalancesTop, checkHeader, checkPageLink } from "./check-links.ts";
import { checkPageSignals } from "./check-pages.ts";
import { checkProofs } from "./check-proofs.ts";
import type { Bundle } from "./schema.ts";

export interface BundleUnderCheck {
  readonly bundle: Bundle;
  /** Signals of the last page, once `signals` holds. */
  totals?: PublicInputs;
  /** What the storage of deployed contracts says, once `deployment` holds. */
  deployment?: CheckedDeployment | undefined;
  /** Called after each proof, with the number of pages done. */
  readonly onProof: (pagesDone: number) => void;
}

export type BundleCheckId =
  | "header"
  | "balances-top"
  | "links"
  | "signals"
  | "balances"
  | "execution"
  | "consolidations"
  | "deployment"
  | "proofs";

export interface BundleCheck {
  readonly id: BundleCheckId;
  /** Checks that must have passed before this one can run. */
  readonly needs: readonly BundleCheckId[];
  /** @throws CheckFailedError */
  run(checked: BundleUnderCheck): void | Promise<void>;
}

export const BUNDLE_CHECKS: readonly BundleCheck[] = [
  { id: "header", needs: [], run: ({ bundle }) => checkHeader(bundle.manifest) },
  { id: "balances-top", needs: [], run: ({ bundle }) => checkBalancesTop(bundle.manifest) },
  {
    id: "links",
    needs: [],
    run: ({ bundle: { manifest, pages } }) => {
      for (const [i, page] of pages.entries()) checkPageLink(manifest, page, i + 1);
    },
  },
  {
    id: "signals",
    needs: [],
    run: async (checked) => {
      checked.totals = await checkPageSignals(checked.bundle);
    },
  },
  {
    id: "balances",
    needs: ["links", "signals"],
    run: ({ bundle }) => {
      for (const [i, page] of bundle.pages.entries()) checkPageBalances(bundle, page, i + 1);
    },
  },
  {
    id: "execution",
    needs: ["signals"],
    run: ({ bundle, totals }) => checkExecution(bundle, totals!.existingOut),
  },
  {
    id: "consolidations",
    needs: ["balances-top"],
    run: ({ bundle }) => checkConsolidations(bundle),
  },
  {
    id: "deployment",
    needs: [],
    run: async (checked) => {
      checked.deployment = await checkDeployment(checked.bundle);
    },
  },
  { id: "proofs", needs: [], run: ({ bundle, onProof }) => checkProofs(bundle, onProof) },
];
