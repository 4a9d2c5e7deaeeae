/**
 * Makes a second opinion's report of a spurt whose pages are proved. What the chain has is not sent again, so a run that ended on
 * the way is taken up where it was. Where there is a report already that counts less, it is replaced, for a day.
 * @module
 */
import type { VerifiedBundle } from "../../bundle/verify-bundle.ts";
import { latestBlock } from "../../chain/blocks/execution-block.ts";
import { isRefusedWith } from "../../chain/client/call-errors.ts";
import type { TransactionResult } from "../../chain/client/send-transaction.ts";
import { isRefusal } from "../../chain/client/transaction-errors.ts";
import { readOpinionReport } from "../../chain/views/opinion-contracts.ts";
import { readProgress } from "../../chain/views/oracle-views.ts";
import { finalizeOpinionCall, improveOpinionCall } from "../calls/opinion-calls.ts";
import type { FinalizeOptions } from "../finalize-spurt.ts";
import { missingPageRuns } from "../missing-page-runs.ts";
import { PagesMissingError, SpurtNotOpenError } from "../page-errors.ts";
import { readPartLimits } from "../parts/fill-parts.ts";
import { ImprovementOverError } from "../submission-errors.ts";
import { improvableUntil, type OpinionResult, opinionResult } from "./opinion-result.ts";
import { type PreparedOpinion, prepareOpinion } from "./prepare-opinion.ts";
import { type ShowingOptions, showAssets } from "./show-assets.ts";

export interface FinalizeOpinionOptions extends FinalizeOptions {
  /** E.g. that a node no longer serves a proof. */
  readonly onNotice?: ((text: string) => void) | undefined;
}

/**
 * @throws The errors of `prepareOpinion`, `showAssets`, `Sender.send` and `opinionResult`, SpurtNotOpenError, PagesMissingError,
 *   ImprovementOverError.
 */
export async function finalizeOpinion(
  bundle: VerifiedBundle,
  options: FinalizeOpinionOptions,
): Promise<OpinionResult> {
  const prepared = await prepareOpinion(bundle, options);
  const { chain, contracts, spurt, sender } = prepared;
  const progressNow = () => readProgress(chain, contracts, spurt);
  const { openedAt, finalized, count, requiredCount } = await progressNow();
  if (openedAt === 0n) throw new SpurtNotOpenError(spurt);
  if (!finalized && count < requiredCount) throw new PagesMissingError(spurt, count, requiredCount);
  const { onStep = () => {}, onNotice = () => {} } = options;
  const limits = await readPartLimits(chain, options.partsPerTransaction);
  const showing = { sender, limits, onStep, onNotice };
  if (finalized) return improveOpinion(prepared, showing);

  const transactions: TransactionResult[] = [];
  for await (const sent of showAssets(prepared, showing)) transactions.push(sent);
  // Without what a dry run did not send, the report would be another one.
  if (transactions.some(({ sent }) => sent === null)) return opinionResult(prepared, transactions, undefined);
  try {
    const made = await showing.sender.send(finalizeOpinionCall(contracts.oracle, spurt), onStep);
    return opinionResult(prepared, [...transactions, made], made);
  } catch (error) {
    if (!isRefusal(error) || !(await progressNow()).finalized) throw error;
    onStep({ kind: "finalized-meanwhile" });
    return improveOpinion(prepared, showing, transactions);
  }
}

/** Sends nothing where the report counts no less than the bundle, and as many pairs. */
async function improveOpinion(
  prepared: PreparedOpinion,
  showing: ShowingOptions,
  before: readonly TransactionResult[] = [],
): Promise<OpinionResult> {
  const { chain, contracts, spurt, bundle } = prepared;
  const { sender, onStep } = showing;
  const [reported, { timestamp }] = await Promise.all([
    readOpinionReport(chain, contracts, spurt),
    latestBlock(chain),
  ]);
  const provedWei = BigInt(bundle.summary.reservesWei);
  const until = improvableUntil(reported);
  if (timestamp >= until) {
    if (reported.backingWei >= provedWei) return opinionResult(prepared, before, undefined);
    throw new ImprovementOverError(spurt, reported.backingWei, provedWei, until);
  }
  if (reported.backingWei < provedWei) {
    onStep({ kind: "improving", spurt, reportedWei: reported.backingWei, provedWei });
  }
  const transactions = [...before];
  for await (const sent of showAssets(prepared, showing)) transactions.push(sent);
  if (transactions.some(({ sent }) => sent === null)) return opinionResult(prepared, transactions, undefined);
  let made: TransactionResult | undefined;
  const runs = await missingPageRuns(prepared, showing.limits);
  for (const run of runs.length > 0 ? runs : [undefined]) {
    const call = improveOpinionCall(contracts.oracle, spurt, bundle, run);
    try {
      made = await sender.send(call, onStep);
      transactions.push(made);
      if (made.sent === null) break;
    } catch (error) {
      // Others have shown as much, or all that was left adds nothing below the cap.
      if (!isRefusedWith(error, "NotHigher")) throw error;
    }
  }
  return opinionResult(prepared, transactions, made, reported.backingWei);
}
