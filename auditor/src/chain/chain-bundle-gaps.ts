/**
 * What a bundle assembled from the oracle's transactions lacks.
 * @module
 */
import type { BundleCheckId } from "../../../prover/bundle/bundle-checks.ts";
import type { Bundle } from "../../../prover/bundle/schema.ts";
import type { CheckResult } from "../verify/protocol.ts";

/** Why a check cannot be made, by its id. */
export function chainBundleGaps({
  execution,
}: Pick<Bundle, "execution">): Readonly<Partial<Record<BundleCheckId, string>>> {
  return {
    balances:
      "Transactions have the proved sums of each page, not the balance of each validator: open the bundle for these.",
    ...(execution?.consolidations && {
      consolidations:
        "What others hold of consolidated validators is the oracle's own count, from proofs of several blocks: open the " +
        "bundle for those of this one.",
    }),
  };
}

export const NO_FILES: CheckResult = {
  id: "files",
  state: "unchecked",
  detail:
    "There are no files: the report was assembled from the transactions that the oracle accepted, and from its contracts.",
};
