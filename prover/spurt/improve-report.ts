/**
 * Replaces the report of a spurt by a higher one of the same block: for a day after the first report anyone may bring what
 * it left out (`ReservesOracle.improve`). Each call has to raise the reserves.
 * @module
 */
import { latestBlock } from "../chain/blocks/execution-block.ts";
import { isRefusedWith } from "../chain/client/call-errors.ts";
import type { TransactionResult } from "../chain/client/send-transaction.ts";
import { readBlockAssetsAddress, readImprovableUntil, readReport } from "../chain/views/oracle-views.ts";
import { improveCall } from "./calls/oracle-calls.ts";
import { missingPageRuns } from "./missing-page-runs.ts";
import { fitsWith, type PartLimits } from "./parts/fill-parts.ts";
import { missingParts } from "./parts/missing-parts.ts";
import { addsSomething, type ReportPart } from "./parts/report-parts.ts";
import { sendCounts } from "./parts/send-counts.ts";
import { isOverLimit, sendFitting } from "./parts/send-fitting.ts";
import type { BundleSubmitOptions, PreparedSubmission } from "./prepare-submission.ts";
import { type ReportResult, reportResult } from "./report-result.ts";
import { ImprovementOverError } from "./submission-errors.ts";

/**
 * Sends nothing if the report counts no less than the bundle.
 * @param transactions What this run has sent before.
 * @throws ImprovementOverError, the errors of `Sender.send` and `reportResult`, PagesBeforeBundleMissingError,
 *   PagesDoNotFitError, PagesNotKeptError.
 */
export async function improveReport(
  prepared: PreparedSubmission,
  options: BundleSubmitOptions,
  limits: PartLimits,
  transactions: readonly TransactionResult[] = [],
): Promise<ReportResult> {
  const { chain, contracts, spurt, bundle, sender } = prepared;
  const { oracle, onStep = () => {} } = options;
  const [reported, { timestamp }] = await Promise.all([
    readReport(chain, contracts, spurt),
    latestBlock(chain),
  ]);
  const provedWei = BigInt(bundle.summary.reservesWei);
  const isSameBlock = reported.blockRoot.toLowerCase() === bundle.summary.blockRoot;
  if (!isSameBlock || reported.reservesWei >= provedWei) return reportResult(prepared, transactions);
  const until = await readImprovableUntil(chain, contracts, spurt);
  if (timestamp >= until) throw new ImprovementOverError(spurt, reported.reservesWei, provedWei, until);
  onStep({ kind: "improving", spurt, reportedWei: reported.reservesWei, provedWei });

  const assets = await readBlockAssetsAddress(chain, contracts);
  const execution = bundle.execution!;
  const parts = (await missingParts(chain, assets, spurt, execution)).filter((part) =>
    addsSomething(execution, part),
  );
  const runs = await missingPageRuns(prepared, limits);
  const sent: TransactionResult[] = [...transactions];
  for await (const one of sendCounts(prepared, limits, onStep)) sent.push(one);
  const callOf = (given: readonly ReportPart[], run?: readonly [number, number]) =>
    improveCall(oracle, spurt, bundle, run, given);
  const isWhole = runs.length <= 1 && fitsWith(callOf(parts, runs[0]), parts.length, limits);
  if (isWhole) {
    try {
      sent.push(await sender.send(callOf(parts, runs[0]), onStep));
      return reportResult(prepared, sent, reported.reservesWei);
    } catch (error) {
      if (!isOverLimit(error)) throw error;
    }
  }
  for (const [from, to] of runs) {
    const run = { kind: "pages", first: from + 1, last: to, total: bundle.pages.length } as const;
    sent.push(await sender.send(callOf([], [from, to]), (step) => onStep({ ...run, step })));
  }
  // A part that adds nothing below the cap of what the pool has provided is not needed.
  const isPassedOver = (error: unknown) => isRefusedWith(error, "NotHigher");
  for await (const one of sendFitting({ sender, parts, callOf, limits, onStep, isPassedOver }))
    sent.push(one);
  return reportResult(prepared, sent, reported.reservesWei);
}
