/**
 * The checks of `verifyBundle` as claims: what the bundle shows without a node.
 * @module
 */
import { BUNDLE_CHECKS, type BundleCheckId } from "../../bundle/bundle-checks.ts";
import type { Claim } from "../claim.ts";
import { LeftOutError } from "../errors.ts";

const SENTENCES: Record<BundleCheckId, string> = {
  header: "The header hashes to the block root.",
  "balances-top": "The balances list and its length are part of that block's state.",
  links: "The link node of every page is part of the balances list.",
  signals:
    "The pages cover every validator of the list once and in order; each page continues the one before.",
  balances: "Every balance is proved, and the balances of each page add up to its sums.",
  execution:
    "Sources, liabilities, supply and waiting deposits are proved at the same block, and every provision is accounted for.",
  consolidations:
    "Validators whose principal others hold were consolidated by this block, once, and their groups hold what counts.",
  deployment:
    "The deployed contracts' own storage shows these validators, and every number of the accounting, at the same block.",
  proofs: "The Groth16 proof of every page holds.",
};

export const BUNDLE_CLAIMS: readonly Claim[] = BUNDLE_CHECKS.map(({ id, needs, run }) => ({
  id,
  needs,
  sentence: SENTENCES[id],
  offline: true,
  async check({ bundle, checked }) {
    if (id === "execution" && bundle.execution === null) {
      // Without an execution part there is one thing to check, and it may fail: that the totals start at 0.
      await run(checked);
      throw new LeftOutError("the bundle has no execution part");
    }
    if (id === "consolidations" && (bundle.execution?.consolidations ?? null) === null) {
      throw new LeftOutError("no validator holds the principal of others");
    }
    if (id === "deployment" && bundle.deployment === undefined) {
      throw new LeftOutError("the bundle is about an oracle, not about contracts that others deployed");
    }
    await run(checked);
    return [];
  },
}));
