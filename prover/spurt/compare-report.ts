/**
 * Compares the oracle's report of a spurt with a bundle. The list of validators may be longer on chain: validators
 * registered after the bundle was proved were proved by others.
 * @module
 */
import { type ClaimedSummary, summarizeBundle } from "../bundle/bundle-summary.ts";
import type { Bundle } from "../bundle/schema.ts";
import type { Report } from "../chain/views/oracle-views.ts";
import { fromPublicSignals } from "../plan/public-inputs.ts";
import { WEI_PER_GWEI } from "../units.ts";
import { ReportDiffersError } from "./submission-errors.ts";

/**
 * What the oracle has to report of a bundle, where it counts so much principal of consolidated validators: anyone may show
 * them, before and after the bundle was made, and what one leaves out another brings.
 */
export function summaryToReport(bundle: Bundle, creditWei: bigint): ClaimedSummary {
  return summarizeBundle(bundle, fromPublicSignals(bundle.pages.at(-1)!.publicSignals), undefined, creditWei);
}

/**
 * @param spurt    Number of the spurt, for the message.
 * @param report   As the oracle keeps it, e.g. from `readReport`.
 * @param summary  Of the bundle: `summaryToReport`.
 * @throws ReportDiffersError naming the first part that differs.
 */
export function compareReport(spurt: bigint, report: Report, summary: ClaimedSummary): void {
  for (const [what, found, expected] of reportComparisons(report, summary)) {
    if (String(found) !== String(expected)) {
      throw new ReportDiffersError(spurt, what, String(expected), String(found));
    }
  }
}

type Value = bigint | number | string | null;

/** Every part of a report: the oracle's value and the bundle's value. */
export function reportComparisons(
  report: Report,
  summary: ClaimedSummary,
): [what: string, onChain: Value, bundle: Value][] {
  return [
    ["block", report.blockRoot.toLowerCase(), summary.blockRoot],
    ["slot", report.slot, summary.slot],
    ["number of existing validators", report.existing, summary.existing],
    ["number of waiting deposits", report.waiting, summary.waiting],
    ["number of written-off provisions", report.writtenOff, summary.writtenOff],
    [
      "principal (wei)",
      report.principalWei,
      (BigInt(summary.principalGwei) + BigInt(summary.consolidatedGwei)) * WEI_PER_GWEI,
    ],
    ["sum of balances (wei)", report.rawWei, BigInt(summary.rawGwei) * WEI_PER_GWEI],
    ["sum of sources (wei)", report.sourcesWei, summary.sourcesWei],
    ["sum of waiting deposits (wei)", report.pendingDepositsWei, summary.pendingDepositsWei],
    ["ETH on its way from the consensus layer (wei)", report.withdrawalsWei, summary.withdrawalsWei ?? 0n],
    ["sum of liabilities (wei)", report.liabilitiesWei, summary.liabilitiesWei],
    ["principal that is still out (wei)", report.outstandingWei, summary.outstandingWei],
    ["sum of reserves (wei)", report.reservesWei, summary.reservesWei],
    ["supply (wei)", report.supplyWei, summary.supplyWei],
    ["rate", report.rate, summary.rate],
  ];
}
