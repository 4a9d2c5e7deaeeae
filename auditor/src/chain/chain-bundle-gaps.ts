/**
 * What a bundle that was put together from the oracle's transactions does not hold.
 * @module
 */
import type { BundleCheckId } from "../../../prover/bundle/bundle-checks.ts";
import type { CheckResult } from "../verify/protocol.ts";

/** Why a check cannot be made, by its id. */
export const CHAIN_BUNDLE_GAPS: Readonly<Partial<Record<BundleCheckId, string>>> = {
  balances:
    "Transactions hold the sums of each page, which its proof shows, not the balance of each validator: open the bundle for these.",
};

export const NO_FILES: CheckResult = {
  id: "files",
  state: "unchecked",
  detail:
    "There are no files: everything was put together from the transactions that the oracle accepted, and from its contracts.",
};
