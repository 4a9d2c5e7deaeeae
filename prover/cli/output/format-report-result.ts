/**
 * A report on chain for people, with the time from which its rate is in effect.
 * @module
 */

import type { ReportOnChain, ReportResult } from "../../spurt/report-result.ts";
import { formatTime, formatWeiAsEth } from "../../units.ts";
import { formatRows } from "./format-rows.ts";
import { DRY_RUN_NOTE, transactionRows } from "./format-transactions.ts";

export function formatReportResult({ spurt, alreadyFinalized, transactions, report }: ReportResult): string {
  if (report === null) return [DRY_RUN_NOTE, ...formatRows(transactionRows(transactions))].join("\n");
  const title = alreadyFinalized
    ? `Spurt ${spurt} already has its report, which matches the bundle: nothing was sent.`
    : `Spurt ${spurt} has its report, which matches the bundle.`;
  const rows: [string, string][] = [
    ["reserves", `${formatWeiAsEth(BigInt(report.reservesWei))} ETH`],
    ["supply", `${formatWeiAsEth(BigInt(report.supplyWei))} pufETH`],
    ["rate", `${formatWeiAsEth(BigInt(report.rate))} ETH per pufETH`],
    ["share", `${formatPercent(report.shareBasisPoints)} of all validators`],
    ...transactionRows(transactions),
  ];
  return [title, ...formatRows(rows), ...rateNote(report)].join("\n");
}

function formatPercent(basisPoints: number): string {
  return `${(basisPoints / 100).toFixed(2)}%`;
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
