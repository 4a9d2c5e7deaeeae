/**
 * Finalizes a spurt whose pages are all proved: the oracle stores its report, which is read back and compared.
 * @module
 */
import type { VerifiedBundle } from "../bundle/verify-bundle.ts";
import { createSender } from "../chain/client/send-transaction.ts";
import { readProgress } from "../chain/views/oracle-views.ts";
import { finalizeCall } from "./calls/oracle-calls.ts";
import { PagesMissingError, SpurtNotOpenError } from "./page-errors.ts";
import { type BundleSubmitOptions, prepareSubmission } from "./prepare-submission.ts";
import { type ReportResult, reportResult } from "./report-result.ts";

/**
 * Sends one transaction, or none if the report is there already.
 * @throws The errors of `prepareSubmission`, `Sender.send` and `reportResult`, SpurtNotOpenError, PagesMissingError.
 */
export async function finalizeSpurt(
  bundle: VerifiedBundle,
  options: BundleSubmitOptions,
): Promise<ReportResult> {
  const prepared = await prepareSubmission(bundle, options);
  const { chain, contracts, spurt } = prepared;
  const { openedAt, finalized, count, requiredCount } = await readProgress(chain, contracts, spurt);
  if (openedAt === 0n) throw new SpurtNotOpenError(spurt);
  if (finalized) return reportResult(prepared, []);
  if (count < requiredCount) throw new PagesMissingError(spurt, count, requiredCount);
  const sender = await createSender(chain, options);
  const sent = await sender.send(finalizeCall(options.oracle, spurt, bundle), options.onStep);
  return reportResult(prepared, [sent]);
}
