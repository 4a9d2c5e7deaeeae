/**
 * A report on chain for people, with the time from which its rate is in effect.
 * @module
 */

import type { ReportOnChain, ReportResult } from "../../spurt/report-result.ts";
import { formatTime, formatWeiAsEth, WEI_PER_GWEI } from "../../units.ts";
import { formatRows } from "./format-rows.ts";
import { DRY_RUN_NOTE, transactionRows } from "./format-transactions.ts";

export function formatReportResult(result: ReportResult): string {
  const { improvedFromWei, transactions, report } = result;
  if (report === null) return [DRY_RUN_NOTE, ...formatRows(transactionRows(transactions))].join("\n");
  const replaced: [string, string][] =
    improvedFromWei === null ? [] : [["before", `${formatWeiAsEth(BigInt(improvedFromWei))} ETH`]];
  const rows: [string, string][] = [
    ["reserves", `${formatWeiAsEth(BigInt(report.reservesWei))} ETH`],
    ...replaced,
    ["supply", `${formatWeiAsEth(BigInt(report.supplyWei))} pufETH`],
    ["rate", `${formatWeiAsEth(BigInt(report.rate))} ETH per pufETH`],
    ["share", `${formatPercent(report.shareBasisPoints)} of all validators`],
    ...transactionRows(transactions),
  ];
  return [titleOf(result), ...formatRows(rows), ...creditNote(result), ...rateNote(report)].join("\n");
}

function titleOf({ spurt, alreadyFinalized, improvedFromWei, transactions }: ReportResult): string {
  if (alreadyFinalized) {
    const sent = transactions.length === 0 ? ": nothing was sent." : ".";
    return `Spurt ${spurt} already has its report, which matches the bundle${sent}`;
  }
  if (improvedFromWei !== null)
    return `Spurt ${spurt} has a higher report in place of another's; it matches the bundle.`;
  return `Spurt ${spurt} has its report, which matches the bundle.`;
}

function formatPercent(basisPoints: number): string {
  return `${(basisPoints / 100).toFixed(2)}%`;
}

/** Anyone may show consolidated validators, before the bundle was made and after. */
function creditNote({ bundle, report }: ReportResult): string[] {
  const [ours, reported] = [BigInt(bundle.consolidatedGwei) * WEI_PER_GWEI, BigInt(report!.consolidatedWei)];
  if (ours === reported) return [];
  return [
    `The report counts ${formatWeiAsEth(reported)} ETH of consolidated validators, the bundle ${formatWeiAsEth(ours)}: ` +
      (reported > ours ? "others have shown more since." : "more than the pool provided does not count."),
  ];
}

function rateNote({ rateStatus, effectiveAt }: ReportOnChain): string[] {
  const time = formatTime(BigInt(effectiveAt));
  if (rateStatus === "in review") {
    return [
      `The rate is outside the bounds: it is in review until ${time} and then takes effect unless vetoed.`,
    ];
  }
  if (rateStatus === "vetoed") return ["The rate was vetoed by a guardian: it never takes effect."];
  return [];
}
