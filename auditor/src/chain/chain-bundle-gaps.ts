/**
 * What a bundle assembled from the oracle's transactions lacks.
 * @module
 */
import type { BundleCheckId } from "../../../prover/bundle/bundle-checks.ts";
import type { CheckResult } from "../verify/protocol.ts";

/** Why a check cannot be made, by its id. */
export const CHAIN_BUNDLE_GAPS: Readonly<Partial<Record<BundleCheckId, string>>> = {
  balances:
    "Transactions have the proved sums of each page, not the balance of each validator: open the bundle for these.",
};

export const NO_FILES: CheckResult = {
  id: "files",
  state: "unchecked",
  detail:
    "There are no files: the report was assembled from the transactions that the oracle accepted, and from its contracts.",
};
