/**
 * What is committed of the measurements on the deployed protocol's shape: test/snapshots/puffer-gas.json, and the table in
 * docs/gas.md.
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { formatPufferGas } from "./format-puffer-gas.ts";
import { writeGasTable } from "./gas-page.ts";
import type { Cost } from "./measure-puffer-gas.ts";

const SNAPSHOT = join(REPOSITORY_ROOT, "test/snapshots/puffer-gas.json");
export const PUFFER_GAS_HEADING = "\n## The deployed Puffer protocol\n";

/** @param costs  by name: transactions and totals. */
export function writeCommittedPufferGas(costs: Readonly<Record<string, Cost>>): void {
  writeFileSync(SNAPSHOT, `${JSON.stringify(costs, null, 2)}\n`);
  writeGasTable(formatPufferGas(costs), PUFFER_GAS_HEADING);
}
