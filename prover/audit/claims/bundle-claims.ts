/**
 * What a bundle shows by itself: the checks of `verifyBundle`, one by one.
 * @module
 */
import { checkPageBalances } from "../../bundle/check-balances.ts";
import { checkExecution } from "../../bundle/check-execution.ts";
import { checkBalancesTop, checkHeader, checkPageLink } from "../../bundle/check-links.ts";
import { checkPageSignals } from "../../bundle/check-pages.ts";
import { checkProofs } from "../../bundle/check-proofs.ts";
import type { Bundle } from "../../bundle/schema.ts";
import { fromPublicSignals } from "../../plan/public-inputs.ts";
import type { Claim } from "../claim.ts";
import { LeftOutError } from "../errors.ts";

export const BUNDLE_CLAIMS: readonly Claim[] = [
  shownByBundle("header", "The header hashes to the block root.", ({ manifest }) => checkHeader(manifest)),
  shownByBundle(
    "balances-list",
    "The balances list and its length are part of that block's state.",
    ({ manifest }) => checkBalancesTop(manifest),
  ),
  shownByBundle("links", "Every page stands on a node of the balances list.", ({ manifest, pages }) => {
    for (const [i, page] of pages.entries()) checkPageLink(manifest, page, i + 1);
  }),
  shownByBundle(
    "chaining",
    "The pages go over every validator of the list once, in order, each from where the one before ended.",
    checkPageSignals,
  ),
  shownByBundle(
    "balances",
    "Every balance is proved, and the balances of a page come to its sums.",
    (bundle) => {
      for (const [i, page] of bundle.pages.entries()) checkPageBalances(bundle, page, i + 1);
    },
  ),
  shownByBundle(
    "execution",
    "Sources, liabilities, supply and waiting deposits are proved under the same block, and every provision is accounted for.",
    (bundle) => {
      if (bundle.execution === null) throw new LeftOutError("the bundle has no execution part");
      const last = fromPublicSignals(bundle.pages.at(-1)!.publicSignals);
      return checkExecution(bundle, last.existingOut);
    },
  ),
  shownByBundle("proofs", "The Groth16 proof of every page holds.", (bundle) =>
    checkProofs(bundle, () => {}),
  ),
];

function shownByBundle(id: string, sentence: string, check: (bundle: Bundle) => unknown): Claim {
  return {
    ...{ id, sentence, offline: true },
    async check({ bundle }) {
      await check(bundle);
      return [];
    },
  };
}
