/**
 * An opened spurt for people.
 * @module
 */
import type { OpenResult } from "../../spurt/open-spurt.ts";
import { formatRows } from "../output/format-rows.ts";
import { DRY_RUN_NOTE, transactionRows } from "../output/format-transactions.ts";

export function formatOpen(
  { spurt, alreadyOpen, blockRoot, slot, shownBy, transactions }: OpenResult,
  dryRun: boolean,
): string {
  const title = alreadyOpen
    ? `Spurt ${spurt} is already open: nothing was sent.`
    : dryRun
      ? DRY_RUN_NOTE
      : `Spurt ${spurt} is open.`;
  const rows: [string, string][] = [
    ["block root", blockRoot],
    ["slot", slot],
    ...transactionRows(transactions),
  ];
  const follows =
    dryRun && shownBy === "newer-state"
      ? ["`open` follows in a second transaction, which needs the first one on chain."]
      : [];
  return [title, ...formatRows(rows), ...follows].join("\n");
}
