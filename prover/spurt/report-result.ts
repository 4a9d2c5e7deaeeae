/**
 * The report on chain, after comparison with its bundle.
 * @module
 */
import type { Address } from "viem";
import type { BundleSummary } from "../bundle/bundle-summary.ts";
import { readAfter } from "../chain/client/read-after.ts";
import type { TransactionResult } from "../chain/client/send-transaction.ts";
import { type RateStatus, readRate, readReport } from "../chain/views/oracle-views.ts";
import { readReportedCreditWei } from "../chain/views/read-consolidations.ts";
import { compareReport, summaryToReport } from "./compare-report.ts";
import type { PreparedSubmission } from "./prepare-submission.ts";

/** Plain JSON; amounts and numbers of the chain are decimal strings. */
export interface ReportResult {
  readonly spurt: string;
  readonly oracle: Address;
  /** Others made the report; no transaction of this run did. */
  readonly alreadyFinalized: boolean;
  /** Reserves of the report that this run has replaced, or would; null if it made the first one or sent nothing. */
  readonly improvedFromWei: string | null;
  readonly transactions: readonly TransactionResult[];
  /** Null in a dry run if there is no report yet. */
  readonly report: ReportOnChain | null;
  readonly bundle: BundleSummary;
}

export interface ReportOnChain {
  readonly reporter: Address;
  readonly reportedAt: string;
  readonly reservesWei: string;
  /** Of the reserves: principal that validators hold for others. The bundle may know of less, or of more. */
  readonly consolidatedWei: string;
  readonly supplyWei: string;
  /** ETH per pufETH, 18 decimals. */
  readonly rate: string;
  readonly rateStatus: RateStatus;
  /** When the rate took or takes effect, seconds. */
  readonly effectiveAt: string;
  readonly shareBasisPoints: number;
}

/** Functions that take parts of a report, and make none. */
const PARTS: readonly string[] = ["submit", "count"];

/**
 * @param transactions     What this run sent, or simulated in a dry run.
 * @param improvedFromWei  Reserves of the report that it replaced.
 * @throws ReportDiffersError, and the RPC errors.
 */
export async function reportResult(
  { chain, contracts, spurt, bundle }: PreparedSubmission,
  transactions: readonly TransactionResult[],
  improvedFromWei?: bigint,
): Promise<ReportResult> {
  const last = transactions.at(-1);
  const made = transactions.findLast(({ call }) => !PARTS.includes(call));
  const result = {
    spurt: spurt.toString(),
    oracle: contracts.oracle,
    alreadyFinalized: made === undefined && last?.sent !== null,
    improvedFromWei: improvedFromWei?.toString() ?? null,
    transactions,
    bundle: bundle.summary,
  };
  if (last?.sent === null) return { ...result, report: null };
  const [report, rate, creditWei] = await readAfter(chain, made, async (blockNumber) => {
    const read = await Promise.all([
      readReport(chain, contracts, spurt, blockNumber),
      readRate(chain, contracts, spurt, blockNumber),
      readReportedCreditWei(chain, contracts, spurt, blockNumber),
    ]);
    compareReport(spurt, read[0], summaryToReport(bundle, read[2]));
    return read;
  });
  return {
    ...result,
    report: {
      reporter: report.reporter,
      reportedAt: report.reportedAt.toString(),
      reservesWei: report.reservesWei.toString(),
      consolidatedWei: creditWei.toString(),
      supplyWei: report.supplyWei.toString(),
      rate: report.rate.toString(),
      rateStatus: rate.status,
      effectiveAt: rate.effectiveAt.toString(),
      shareBasisPoints: report.shareBasisPoints,
    },
  };
}
