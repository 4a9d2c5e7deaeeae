/**
 * Opens, proves and finalizes a whole spurt in one transaction. For sets that fit into a block, and for pages that do
 * not continue others' accepted pages, because a whole run replaces them.
 * @module
 */
import type { VerifiedBundle } from "../bundle/verify-bundle.ts";
import { BlockRootForgottenError } from "../chain/blocks/block-errors.ts";
import { findSpurtBlock } from "../chain/blocks/find-spurt-block.ts";
import type { TransactionResult } from "../chain/client/send-transaction.ts";
import { readProgress } from "../chain/views/oracle-views.ts";
import { endedSpurt } from "../chain/views/spurts.ts";
import { layoutOf } from "../state/layout.ts";
import { reportCall, type SpurtBlock } from "./calls/oracle-calls.ts";
import { improveReport } from "./improve-report.ts";
import { readPartLimits } from "./parts/fill-parts.ts";
import { sendCounts } from "./parts/send-counts.ts";
import {
  type BundleSubmitOptions,
  type PreparedSubmission,
  prepareSubmission,
  requireLastBlock,
} from "./prepare-submission.ts";
import { type ReportResult, reportResult } from "./report-result.ts";
import { BlockNotShownError, BundleNotWholeError } from "./submission-errors.ts";

/**
 * Sends one transaction, or none if the report is there already. Consolidated validators are shown in others: before it where
 * the chain has the spurt's block, else after it, and the report is improved.
 * @throws BundleNotWholeError, the errors of `improveReport`, the errors of `prepareSubmission`, `Sender.send` and `reportResult`, BlockRootForgottenError.
 */
export async function reportWhole(
  bundle: VerifiedBundle,
  options: BundleSubmitOptions,
): Promise<ReportResult> {
  const { startCount } = bundle.manifest;
  if (startCount > 0) throw new BundleNotWholeError(startCount);
  const prepared = await prepareSubmission(bundle, options);
  const { chain, contracts, spurt, isStored, sender } = prepared;
  const { finalized } = await readProgress(chain, contracts, spurt);
  if (finalized) return improveReport(prepared, options, await readPartLimits(chain));
  const block = isStored ? undefined : await showBlock(prepared);
  const { onStep = () => {} } = options;
  const limits = await readPartLimits(chain);
  const sent: TransactionResult[] = [];
  if (isStored) for await (const one of sendCounts(prepared, limits, onStep)) sent.push(one);
  sent.push(await sender.send(reportCall(options.oracle, spurt, block, bundle), onStep));
  const isLater = !isStored && bundle.execution?.consolidations != null && !sender.dryRun;
  return isLater ? improveReport(prepared, options, limits, sent) : reportResult(prepared, sent);
}

async function showBlock({ chain, contracts, spurt, bundle }: PreparedSubmission): Promise<SpurtBlock> {
  const found = await findSpurtBlock(chain, contracts, await endedSpurt(chain, contracts, spurt));
  const { fork, blockRoot } = bundle.manifest;
  const isPayloadApart = layoutOf(fork).execution.kind === "block-hash";
  if (isPayloadApart && found.blockRoot !== blockRoot) throw new BlockNotShownError(spurt, blockRoot);
  requireLastBlock(spurt, found.blockRoot, bundle.summary);
  if (!found.isRemembered) throw new BlockRootForgottenError(found.nextTimestamp);
  return { nextTimestamp: found.nextTimestamp, header: bundle.manifest.header };
}
