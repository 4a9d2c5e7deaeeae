/**
 * What is committed of the measurements, by name, and the command that writes it again: test/snapshots/gas.json, and the
 * table of docs/gas.md.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { formatGas } from "./format-gas.ts";
import { writeGasTable } from "./gas-page.ts";
import type { GasMeasurements } from "./measure-gas.ts";

const SNAPSHOT = join(REPOSITORY_ROOT, "test/snapshots/gas.json");
export const AMSTERDAM = "amsterdam: ";

/** By the rules of today, and under `AMSTERDAM` by those of Amsterdam. */
export function committedGas({ calls, amsterdam, spurts }: GasMeasurements): Record<string, number> {
  return Object.fromEntries([
    ...Object.entries(calls),
    ...spurts.map(({ name, gasUsed }) => [name, gasUsed]),
    ...Object.entries(amsterdam).map(([name, gas]) => [AMSTERDAM + name, gas]),
    ...spurts.map(({ name, amsterdamGas }) => [AMSTERDAM + name, amsterdamGas]),
  ]);
}

/** What others measure stays as it is. */
export function writeCommittedGas(measured: GasMeasurements): void {
  const committed = JSON.parse(readFileSync(SNAPSHOT, "utf8"));
  writeFileSync(SNAPSHOT, `${JSON.stringify({ ...committed, ...committedGas(measured) }, null, 2)}\n`);
  writeGasTable(compact(formatGas(measured)));
}

/** Without the spaces that align a printed table. */
function compact(table: string): string {
  const rows = table.split("\n").map((row) => row.replace(/\s+\|/g, " |").replace(/\|\s+/g, "| "));
  return rows.map((row) => (row.startsWith("| ---") ? row.replaceAll(" ", "") : row)).join("\n");
}
