/**
 * The table of `npm run gas:puffer`, as Markdown for docs/gas.md.
 * @module
 */
import { grouped } from "./gas-page.ts";
import type { Cost } from "./measure-puffer-gas.ts";

const HEAD = "| what | bytes | 16 a byte | today | Amsterdam |\n|---|--:|--:|--:|--:|";
/** In the order of a registry's life; then whatever else was measured. */
const ORDER = [
  "add a module",
  "announce",
  "register",
  "settle",
  "open",
  "prove",
  "show",
  "finalize",
  "improve",
  "98 modules",
  "week",
];

/** @param costs  by name: transactions and totals. */
export function formatPufferGas(costs: Readonly<Record<string, Cost>>): string {
  const rows = Object.entries(costs)
    .sort(([a], [b]) => place(a) - place(b) || a.localeCompare(b, "en", { numeric: true }))
    .map(
      ([name, { bytes, standard, today, amsterdam }]) =>
        `| ${[name, bytes === undefined ? "" : grouped(bytes), ...[standard, today, amsterdam].map(grouped)].join(" | ")} |`,
    );
  return [HEAD, ...rows].join("\n");
}

function place(name: string): number {
  const found = ORDER.findIndex((start) => name.startsWith(start));
  return found < 0 ? ORDER.length : found;
}
