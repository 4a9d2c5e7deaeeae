/**
 * The report on chain, after comparison with its bundle.
 * @module
 */
import type { Address } from "viem";
import type { BundleSummary } from "../bundle/bundle-summary.ts";
import type { TransactionResult } from "../chain/client/send-transaction.ts";
import { type RateStatus, readRate, readReport } from "../chain/views/oracle-views.ts";
import { compareReport } from "./compare-report.ts";
import type { PreparedSubmission } from "./prepare-submission.ts";

/** Plain JSON; amounts and numbers of the chain are decimal strings. */
export interface ReportResult {
  readonly spurt: string;
  readonly oracle: Address;
  /** The report already existed; nothing was sent. */
  readonly alreadyFinalized: boolean;
  readonly transactions: readonly TransactionResult[];
  /** Null in a dry run if there is no report yet. */
  readonly report: ReportOnChain | null;
  readonly bundle: BundleSummary;
}

export interface ReportOnChain {
  readonly reporter: Address;
  readonly reportedAt: string;
  readonly reservesWei: string;
  readonly supplyWei: string;
  /** ETH per pufETH, 18 decimals. */
  readonly rate: string;
  readonly rateStatus: RateStatus;
  /** When the rate took or takes effect, seconds. */
  readonly effectiveAt: string;
  readonly shareBasisPoints: number;
}

/**
 * @param transactions What this run sent, or simulated in a dry run.
 * @throws ReportDiffersError, and the RPC errors.
 */
export async function reportResult(
  { chain, contracts, spurt, bundle: { summary } }: PreparedSubmission,
  transactions: readonly TransactionResult[],
): Promise<ReportResult> {
  const last = transactions.at(-1);
  const result = {
    spurt: spurt.toString(),
    oracle: contracts.oracle,
    alreadyFinalized: last === undefined,
    transactions,
    bundle: summary,
  };
  if (last?.sent === null) return { ...result, report: null };
  const blockNumber = last === undefined ? undefined : BigInt(last.sent.blockNumber);
  const [report, rate] = await Promise.all([
    readReport(chain, contracts, spurt, blockNumber),
    readRate(chain, contracts, spurt, blockNumber),
  ]);
  compareReport(spurt, report, summary);
  return {
    ...result,
    report: {
      reporter: report.reporter,
      reportedAt: report.reportedAt.toString(),
      reservesWei: report.reservesWei.toString(),
      supplyWei: report.supplyWei.toString(),
      rate: report.rate.toString(),
      rateStatus: rate.status,
      effectiveAt: rate.effectiveAt.toString(),
      shareBasisPoints: report.shareBasisPoints,
    },
  };
}
