/**
 * Consolidations for people: what was shown, what waits, and what is lost to the count.
 * @module
 */
import type { FollowConsolidationsResult } from "../../spurt/follow-consolidations.ts";
import type { PendingConsolidation } from "../../state/pending-consolidations.ts";
import { formatRows } from "../output/format-rows.ts";
import { DRY_RUN_NOTE, transactionRows } from "../output/format-transactions.ts";

export function formatConsolidations(result: FollowConsolidationsResult, dryRun: boolean): string {
  const { slot, recorded, completed, waiting, slashed, intoForeign, transactions } = result;
  const rows: [string, string][] = [
    ["slot", String(slot)],
    [dryRun ? "recordable" : "recorded", names(recorded)],
    [dryRun ? "completable" : "completed", names(completed)],
    ["waiting", names(waiting)],
  ];
  if (slashed.length > 0) rows.push(["slashed", `${names(slashed)}: nothing moves`]);
  rows.push(...transactionRows(transactions));
  const title =
    recorded.length + completed.length === 0
      ? "The chain knows all of them: nothing was sent."
      : dryRun
        ? DRY_RUN_NOTE
        : "The chain knows the consolidations of this block.";
  const warnings = intoForeign.map(
    ({ source, target }) =>
      `NOT REGISTERED: validator ${source} goes into ${target}, which is not in the registry: its principal no longer counts.`,
  );
  return [title, ...formatRows(rows), ...warnings].join("\n");
}

function names(list: readonly PendingConsolidation[]): string {
  return list.length === 0 ? "none" : list.map(({ source, target }) => `${source} into ${target}`).join(", ");
}
