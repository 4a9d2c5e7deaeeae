/**
 * A plan as a table for people, one column per size.
 * @module
 */
import { formatGigabytes } from "../../prove/choose-threads.ts";
import type { SpurtPlan } from "../../spurt/plan/plan-spurt.ts";
import type { SizePlan } from "../../spurt/plan/size-plan.ts";
import { formatRows } from "../output/format-rows.ts";
import { formatSeconds } from "../output/format-seconds.ts";

type Row = readonly [name: string, value: (plan: SizePlan) => string];

const ROWS: readonly Row[] = [
  ["", ({ size }) => size],
  ["pages", ({ pages }) => grouped(pages)],
  ["validators a page", ({ validatorsPerPage, lanes }) => `${validatorsPerPage.toFixed(1)} of ${lanes}`],
  ["hash slots a page", ({ slotsPerPage, slots }) => `${slotsPerPage.toFixed(1)} of ${slots}`],
  ["slots in use", ({ slotUtilisation }) => `${Math.round(100 * slotUtilisation)}%`],
  ["link branch a page", ({ branchLevelsPerPage }) => `${branchLevelsPerPage.toFixed(1)} levels`],
  ["transactions of pages", ({ transactions }) => grouped(transactions)],
  ["gas of all pages", ({ gas }) => grouped(gas)],
  ["time", time],
  ["pages at a time", ({ threads }) => String(threads)],
  ["memory", ({ memoryBytes, fits }) => `${formatGigabytes(memoryBytes)}${fits ? "" : ", not free"}`],
  ["keys", ({ keysInstalled }) => (keysInstalled ? "here" : "not here")],
];

export function formatPlan(result: SpurtPlan): string {
  const { slot, blockRoot, validators, startCount, notExisting, sizes, recommended, backend, gasRules } =
    result;
  const head: [string, string][] = [
    ["block root", blockRoot],
    ["slot", String(slot)],
    ["validators", grouped(validators)],
  ];
  if (startCount > 0) head.push(["accepted before", grouped(startCount)]);
  if (notExisting > 0) head.push(["not existing yet", grouped(notExisting)]);
  head.push(["backend", backend], ["gas rules", gasRules]);
  return [...formatRows(head), "", ...table(sizes), ...notes(sizes, recommended)].join("\n");
}

function table(sizes: readonly SizePlan[]): string[] {
  const cells = ROWS.map(([name, value]) => [name, ...sizes.map(value)]);
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells.map(([name, ...values]) =>
    [name!.padEnd(widths[0]!), ...values.map((value, i) => value.padStart(widths[i + 1]!))].join("  "),
  );
}

function time({ expectedSeconds, measurement }: SizePlan): string {
  return `${measurement === null ? "about " : ""}${formatSeconds(expectedSeconds)}`;
}

function notes(sizes: readonly SizePlan[], recommended: string | null): string[] {
  const notes: string[] = [];
  const others = sizes.flatMap(({ size, threads, measurement }) =>
    measurement !== null && measurement.threads !== threads
      ? [`${size} was measured with ${measurement.threads} pages at a time.`]
      : [],
  );
  notes.push(...others);
  if (sizes.some(({ measurement }) => measurement === null)) {
    notes.push(
      'Times with "about" are those of another machine: --calibrate measures the sizes with installed keys here.',
    );
  }
  if (sizes.length > 1) {
    notes.push(
      recommended === null
        ? "No size fits into the free memory."
        : `Recommended: ${recommended}, the smallest within a tenth of the least gas of a whole spurt, in at most three times the time.`,
      "For a deployed oracle, its key determines the size.",
    );
  }
  return notes.length === 0 ? [] : ["", ...notes];
}

const grouped = (value: number): string => Math.round(value).toLocaleString("en");
