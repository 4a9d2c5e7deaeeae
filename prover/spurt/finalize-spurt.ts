/**
 * Finalizes a spurt whose pages are all proved: the oracle stores its report, which is read back and compared. Where the
 * report does not fit into one transaction, its parts go before it, in as many as it takes, and the core alone makes it.
 * Consolidated validators always go before it.
 * What the chain has is not sent again, so a run that ended on the way is taken up where it was. Where there is a report
 * already, and it counts less of the same block, a higher one replaces it.
 * @module
 */
import type { VerifiedBundle } from "../bundle/verify-bundle.ts";
import type { TransactionResult } from "../chain/client/send-transaction.ts";
import { isRefusal } from "../chain/client/transaction-errors.ts";
import { readBlockAssetsAddress, readProgress } from "../chain/views/oracle-views.ts";
import { finalizeCall, submitPartsCall } from "./calls/oracle-calls.ts";
import { improveReport } from "./improve-report.ts";
import { PagesMissingError, SpurtNotOpenError } from "./page-errors.ts";
import { fitsWith, type PartLimits, readPartLimits } from "./parts/fill-parts.ts";
import { missingParts } from "./parts/missing-parts.ts";
import type { ReportPart } from "./parts/report-parts.ts";
import { sendCounts } from "./parts/send-counts.ts";
import { isOverLimit, sendFitting } from "./parts/send-fitting.ts";
import {
  type BundleSubmitOptions,
  type PreparedSubmission,
  prepareSubmission,
} from "./prepare-submission.ts";
import { type ReportResult, reportResult } from "./report-result.ts";

export interface FinalizeOptions extends BundleSubmitOptions {
  /** Sources and deposits, at most; undefined: as many as fit into a transaction. */
  readonly partsPerTransaction?: number | undefined;
}

/**
 * Sends one transaction, or as many as are needed; none if the report is there already and counts no less.
 * @throws The errors of `prepareSubmission`, `Sender.send`, `improveReport` and `reportResult`, SpurtNotOpenError,
 *   PagesMissingError.
 */
export async function finalizeSpurt(bundle: VerifiedBundle, options: FinalizeOptions): Promise<ReportResult> {
  const prepared = await prepareSubmission(bundle, options);
  const { chain, contracts, spurt } = prepared;
  const progressNow = () => readProgress(chain, contracts, spurt);
  const { openedAt, finalized, count, requiredCount } = await progressNow();
  if (openedAt === 0n) throw new SpurtNotOpenError(spurt);
  const limits = await readPartLimits(chain, options.partsPerTransaction);
  if (finalized) return improveReport(prepared, options, limits);
  if (count < requiredCount) throw new PagesMissingError(spurt, count, requiredCount);
  const transactions: TransactionResult[] = [];
  try {
    await sendReport(prepared, options, limits, transactions);
  } catch (error) {
    if (!isRefusal(error) || !(await progressNow()).finalized) throw error;
    options.onStep?.({ kind: "finalized-meanwhile" });
    return improveReport(prepared, options, limits, transactions);
  }
  return reportResult(prepared, transactions);
}

/** @param transactions  gets what was sent, also where a later one fails. */
async function sendReport(
  prepared: PreparedSubmission,
  { oracle, onStep = () => {} }: FinalizeOptions,
  limits: PartLimits,
  transactions: TransactionResult[],
): Promise<void> {
  const { chain, contracts, spurt, bundle, sender } = prepared;
  for await (const sent of sendCounts(prepared, limits, onStep)) transactions.push(sent);
  const assets = await readBlockAssetsAddress(chain, contracts);
  const parts = await missingParts(chain, assets, spurt, bundle.execution!);
  const finalize = async (given: readonly ReportPart[]) => {
    transactions.push(await sender.send(finalizeCall(oracle, spurt, bundle, given), onStep));
  };
  if (fitsWith(finalizeCall(oracle, spurt, bundle, parts), parts.length, limits)) {
    try {
      return await finalize(parts);
    } catch (error) {
      if (parts.length === 0 || !isOverLimit(error)) throw error;
    }
  }
  const callOf = (given: readonly ReportPart[]) => submitPartsCall(assets, spurt, bundle, given);
  for await (const sent of sendFitting({ sender, parts, callOf, limits, onStep })) transactions.push(sent);
  // Without what a dry run did not send, the contract could refuse the core.
  if (!sender.dryRun) await finalize([]);
}
