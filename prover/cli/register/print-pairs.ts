/**
 * Registered pairs of a deployed protocol for people, and those that count nothing.
 * @module
 */
import type { PairName, RegisterPairsResult } from "../../spurt/opinion/register-pairs.ts";
import { formatRows } from "../output/format-rows.ts";
import { DRY_RUN_NOTE, transactionRows } from "../output/format-transactions.ts";

/** Beyond these they are counted, not listed. */
const LISTED = 10;

export function formatRegisteredPairs(result: RegisterPairsResult, dryRun: boolean): string {
  const { slot, modulesAdded, registered, registeredProved, foreign, announced, settled, transactions } =
    result;
  const rows: [string, string][] = [["slot", String(slot)]];
  const row = (name: string, items: readonly unknown[], text = "") => {
    if (items.length > 0) rows.push([name, `${items.length}${text}`]);
  };
  row("modules added", modulesAdded);
  row("registered", registered);
  row("registered late", registeredProved, ": exited since the block, shown by the storage there");
  row("announced", announced, ": no validators yet");
  row("settled", settled, ": the protocol counts them no longer");
  rows.push(...transactionRows(transactions));
  const title =
    transactions.length === 0
      ? "The registry has all that the protocol counts: nothing was sent."
      : dryRun
        ? DRY_RUN_NOTE
        : "The registry has all that the protocol counts.";
  return [
    title,
    ...formatRows(rows),
    ...listed("PAY OUT TO SOMEBODY ELSE, count 0", foreign),
    ...listed("wait in the deposit queue", result.waiting),
    ...listed("neither validators nor waiting, count 0", result.missing),
  ].join("\n");
}

function listed(what: string, pairs: readonly PairName[]): string[] {
  if (pairs.length === 0) return [];
  const names = pairs.slice(0, LISTED).map(({ module, position }) => `${module}[${position}]`);
  const more = pairs.length > LISTED ? `, and ${pairs.length - LISTED} more` : "";
  return [`${pairs.length} ${what}: ${names.join(", ")}${more}`];
}
