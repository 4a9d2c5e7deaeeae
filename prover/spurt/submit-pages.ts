/**
 * Submits the pages of a bundle that the oracle does not have yet, as many per transaction as it takes. Each transaction ends
 * where the registry keeps its chain. Others may submit at the same time: whenever the oracle has progressed, the rest is planned again.
 * @module
 */
import type { Address } from "viem";
import type { BundleSummary } from "../bundle/bundle-summary.ts";
import type { VerifiedBundle } from "../bundle/verify-bundle.ts";
import { latestBlock } from "../chain/blocks/execution-block.ts";
import type { TransactionResult } from "../chain/client/send-transaction.ts";
import { isRefusal } from "../chain/client/transaction-errors.ts";
import { readIsProved, readProgress, type SpurtProgress } from "../chain/views/oracle-views.ts";
import { pageTransactionLimits } from "../plan/page-transactions.ts";
import { pageBorders } from "./calls/encode-pages.ts";
import { submitPagesCall } from "./calls/oracle-calls.ts";
import { groupPages } from "./group-pages.ts";
import { nextPage } from "./next-page.ts";
import { prepareOpinion } from "./opinion/prepare-opinion.ts";
import { PageOutOfRangeError, PagesBeforeMissingError, SpurtNotOpenError } from "./page-errors.ts";
import { type BundleSubmitOptions, prepareSubmission } from "./prepare-submission.ts";

export interface SubmitPagesOptions extends BundleSubmitOptions {
  /** First page that may be sent, from 1. */
  readonly fromPage?: number | undefined;
  /**
   * At most, but never fewer than up to the next page's end at which the registry keeps its chain; undefined: as many as fit
   * into a transaction.
   */
  readonly pagesPerTransaction?: number | undefined;
}

/** Plain JSON; numbers of the chain are decimal strings. */
export interface SubmitPagesResult {
  readonly spurt: string;
  readonly oracle: Address;
  readonly pages: number;
  /** Pages sent by this run; others were accepted before, or sent by someone else. */
  readonly pagesSent: number;
  readonly transactions: readonly TransactionResult[];
  /** In a dry run: number of transactions after the first one, which cannot be simulated. */
  readonly transactionsToFollow: number;
  /** After the last transaction: validators proved, and how many must be. */
  readonly proved: string;
  readonly required: string;
  readonly finalized: boolean;
  readonly bundle: BundleSummary;
}

/**
 * Sends as many transactions as the missing pages need, one after another; none if the oracle has them all.
 * @throws The errors of `prepareSubmission` or `prepareOpinion`, of `groupPages` and `Sender.send`, and those of page-errors.ts.
 */
export async function submitPages(
  bundle: VerifiedBundle,
  options: SubmitPagesOptions,
): Promise<SubmitPagesResult> {
  const { oracle, fromPage = 1, pagesPerTransaction, onStep = () => {} } = options;
  const { pages } = bundle;
  if (fromPage > pages.length) throw new PageOutOfRangeError(fromPage, pages.length);
  const prepare = bundle.deployment === undefined ? prepareSubmission : prepareOpinion;
  const { chain, contracts, spurt, sender } = await prepare(bundle, options);
  const progressNow = (blockNumber?: bigint) => readProgress(chain, contracts, spurt, blockNumber);
  let progress = await progressNow();
  if (progress.openedAt === 0n) throw new SpurtNotOpenError(spurt);

  const borders = pageBorders(bundle);
  const { gasLimit } = await latestBlock(chain);
  const limits = pageTransactionLimits(gasLimit, pagesPerTransaction);
  const group = (from: number) => groupPages(bundle, from, limits, { chain, registry: contracts.registry });
  const transactions: TransactionResult[] = [];
  let pagesSent = 0;
  let transactionsToFollow = 0;
  const isProved = (count: bigint) => readIsProved(chain, contracts, spurt, count);
  const pageToSend = async ({ count, finalized }: SpurtProgress) => {
    const page = finalized ? undefined : await nextPage(spurt, borders, count, isProved);
    if (page !== undefined && page + 1 < fromPage) throw new PagesBeforeMissingError(fromPage, page + 1);
    return page;
  };
  let next = await pageToSend(progress);
  while (next !== undefined) {
    const [count, ...following] = await group(next);
    const end = next + count!;
    const run = { kind: "pages", first: next + 1, last: end, total: pages.length } as const;
    let accepted: bigint | undefined;
    try {
      const result = await sender.send(submitPagesCall(oracle, spurt, bundle, next, end), (step) =>
        onStep({ ...run, step }),
      );
      transactions.push(result);
      if (result.sent === null) {
        transactionsToFollow = following.length;
        break;
      }
      pagesSent += end - next;
      accepted = BigInt(result.sent.blockNumber);
    } catch (error) {
      // Someone else's pages were accepted in between, so the call no longer matches the oracle's progress.
      if (!isRefusal(error) || !hasMoved(progress, await progressNow())) throw error;
      onStep({ kind: "pages-accepted-meanwhile" });
    }
    progress = await progressNow(accepted);
    next = await pageToSend(progress);
  }
  return {
    spurt: spurt.toString(),
    oracle,
    pages: pages.length,
    pagesSent,
    transactions,
    transactionsToFollow,
    proved: progress.count.toString(),
    required: progress.requiredCount.toString(),
    finalized: progress.finalized,
    bundle: bundle.summary,
  };
}

/** A node that has fallen behind shows less than before: that is no reason to send it again. */
function hasMoved(before: SpurtProgress, after: SpurtProgress): boolean {
  return after.count > before.count || (after.finalized && !before.finalized);
}
