/**
 * Submitted pages for people, and what is left to do.
 * @module
 */
import type { SubmitPagesResult } from "../../spurt/submit-pages.ts";
import { formatRows } from "../output/format-rows.ts";
import { DRY_RUN_NOTE, transactionRows } from "../output/format-transactions.ts";

export function formatSubmit(result: SubmitPagesResult, dryRun: boolean): string {
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
      : [`${transactionsToFollow} more transactions follow, each after the one before.`];
  return [titleOf(result, dryRun), ...formatRows(rows), ...follow].join("\n");
}

function titleOf(
  { spurt, transactions, proved, required, finalized }: SubmitPagesResult,
  dryRun: boolean,
): string {
  if (finalized) return `Spurt ${spurt} is finalized: nothing is left to submit.`;
  if (dryRun && transactions.length > 0) return DRY_RUN_NOTE;
  const isComplete = BigInt(proved) >= BigInt(required);
  if (isComplete) return "All pages are proved. Next: `pufeth-por finalize`.";
  return `All pages of this bundle are accepted, but the spurt needs more: \`pufeth-por prove --spurt ${spurt} --continue\`.`;
}
