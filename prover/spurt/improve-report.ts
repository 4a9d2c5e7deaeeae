/**
 * Replaces the report of a spurt by a higher one of the same block: for a day after the first report anyone may bring what
 * it left out (`ReservesOracle.improve`). Each call has to raise the reserves.
 * @module
 */
import { latestBlock } from "../chain/blocks/execution-block.ts";
import { ContractRefusedError } from "../chain/client/call-errors.ts";
import { createSender, type TransactionResult } from "../chain/client/send-transaction.ts";
import {
  readBlockAssetsAddress,
  readImprovableUntil,
  readIsProved,
  readProgress,
  readReport,
} from "../chain/views/oracle-views.ts";
import { pageBorders } from "./calls/encode-pages.ts";
import { improveCall } from "./calls/oracle-calls.ts";
import { groupPages } from "./group-pages.ts";
import { nextPage } from "./next-page.ts";
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
  const { chain, contracts, spurt, bundle } = prepared;
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
  const pages = await missingPages(prepared);
  const sender = await createSender(chain, options);
  const sent: TransactionResult[] = [...transactions];
  for await (const one of sendCounts(prepared, sender, limits, onStep)) sent.push(one);
  const callOf = (given: readonly ReportPart[], run?: readonly [number, number]) =>
    improveCall(oracle, spurt, bundle, run, given);
  const whole = callOf(parts, pages);
  const groups = pages === undefined ? [] : await groupsFrom(prepared, pages[0], limits);
  const isSmall = groups.length <= 1;
  if (isSmall && fitsWith(whole, parts.length, limits)) {
    try {
      sent.push(await sender.send(whole, onStep));
      return reportResult(prepared, sent, reported.reservesWei);
    } catch (error) {
      if (!isOverLimit(error)) throw error;
    }
  }
  let [from] = pages ?? [0];
  for (const count of groups) {
    const run = { kind: "pages", first: from + 1, last: from + count, total: bundle.pages.length } as const;
    const call = callOf([], [from, from + count]);
    sent.push(await sender.send(call, (step) => onStep({ ...run, step })));
    from += count;
  }
  // A part that adds nothing below the cap of what the pool has provided is not needed.
  const isPassedOver = (error: unknown) =>
    error instanceof ContractRefusedError && error.errorName === "NotHigher";
  for await (const one of sendFitting({ sender, parts, callOf, limits, onStep, isPassedOver }))
    sent.push(one);
  return reportResult(prepared, sent, reported.reservesWei);
}

/** Pages of the bundle that the oracle does not have: from (inclusive) and to (exclusive), counted from 0. */
async function missingPages({
  chain,
  contracts,
  spurt,
  bundle,
}: PreparedSubmission): Promise<readonly [number, number] | undefined> {
  const { count } = await readProgress(chain, contracts, spurt);
  const isProved = (border: bigint) => readIsProved(chain, contracts, spurt, border);
  const next = await nextPage(spurt, pageBorders(bundle), count, isProved);
  return next === undefined ? undefined : [next, bundle.pages.length];
}

function groupsFrom(
  { chain, contracts, bundle }: PreparedSubmission,
  from: number,
  { gas, bytes }: PartLimits,
): Promise<number[]> {
  const limits = { gas, bytes, pages: Number.POSITIVE_INFINITY };
  return groupPages(bundle, from, limits, { chain, registry: contracts.registry });
}
