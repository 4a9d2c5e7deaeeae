/**
 * `pufeth-por submit DIR`: verifies a bundle and sends its pages, or with `--whole` everything at once.
 * @module
 */
import { readBundle } from "../bundle/read-bundle.ts";
import { loadAccount } from "../chain/client/load-account.ts";
import { reportWhole } from "../spurt/report-whole.ts";
import { type SubmitPagesResult, submitPages } from "../spurt/submit-pages.ts";
import { chainClientOf } from "./chain-client-of.ts";
import type { SendingOptions } from "./chain-options.ts";
import { formatReportResult } from "./format-report-result.ts";
import { formatRows } from "./format-rows.ts";
import { DRY_RUN_NOTE, transactionRows } from "./format-transactions.ts";
import { parseAddress } from "./parse-address.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";
import { readTrustedKeys, type TrustOptions } from "./trusted-keys.ts";

export interface SubmitCommandOptions extends SendingOptions, TrustOptions {
  readonly fromPage?: number;
  readonly pagesPerTransaction: number;
  readonly whole?: boolean;
}

export async function submitCommand(
  folder: string,
  options: SubmitCommandOptions,
  terminal: Terminal,
): Promise<void> {
  const { keyFile, fromPage, pagesPerTransaction, dryRun = false, json = false } = options;
  const oracle = parseAddress("--oracle", options.oracle);
  const progress = createProgress({ silent: json });
  const account = await loadAccount(keyFile);
  const trusted = await readTrustedKeys(options);
  const bundle = await progress.stage("Read the bundle", () => readBundle(folder));
  const common = { chain: chainClientOf(options), oracle, account, ...trusted, dryRun };
  if (options.whole) {
    const result = await progress.stage("Report", (say) => reportWhole(bundle, { ...common, onStep: say }));
    terminal.out(json ? JSON.stringify({ dryRun, ...result }, null, 2) : formatReportResult(result));
    return;
  }
  const result = await progress.stage("Submit the pages", (say) =>
    submitPages(bundle, { ...common, fromPage, pagesPerTransaction, onStep: say }),
  );
  terminal.out(json ? JSON.stringify({ dryRun, ...result }, null, 2) : formatSubmit(result, dryRun));
}

function formatSubmit(result: SubmitPagesResult, dryRun: boolean): string {
  const { spurt, pages, pagesSent, transactions, transactionsToFollow, proved, required } = result;
  const rows: [string, string][] = [
    ["spurt", spurt],
    ["pages sent", `${pagesSent} of ${pages}`],
    ["validators", `${proved} proved of ${required}`],
    ...transactionRows(transactions),
  ];
  const follow =
    transactionsToFollow === 0
      ? []
      : [`${transactionsToFollow} more like it follow, each after the one before.`];
  return [titleOf(result, dryRun), ...formatRows(rows), ...follow].join("\n");
}

function titleOf(
  { spurt, transactions, proved, required, finalized }: SubmitPagesResult,
  dryRun: boolean,
): string {
  if (finalized) return `Spurt ${spurt} is finalized: there is nothing left to submit.`;
  if (dryRun && transactions.length > 0) return DRY_RUN_NOTE;
  const isComplete = BigInt(proved) >= BigInt(required);
  if (isComplete) return "All pages are proved. What is left is `pufeth-por finalize`.";
  return `All pages of this bundle are proved, and the spurt needs more: \`pufeth-por prove --spurt ${spurt} --continue\`.`;
}
