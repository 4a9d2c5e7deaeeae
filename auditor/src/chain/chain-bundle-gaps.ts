/**
 * What a bundle that was put together from the oracle's transactions does not hold.
 * @module
 */
import type { BundleCheckId } from "../../../prover/bundle/bundle-checks.ts";
import type { Bundle } from "../../../prover/bundle/schema.ts";

/** @returns Why a check cannot be made, by its id. */
export function chainBundleGaps(_bundle: Bundle): Partial<Record<BundleCheckId, string>> {
  return {
    balances:
      "Transactions hold the sums of each page, not the balance of each validator: open the bundle for these.",
  };
}
