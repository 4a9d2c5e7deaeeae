/**
 * What is committed of the measurements on the deployed protocol's shape: test/snapshots/puffer-gas.json, and the table in
 * docs/gas.md.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { formatPufferGas } from "./format-puffer-gas.ts";
import type { Cost } from "./measure-puffer-gas.ts";

const SNAPSHOT = join(REPOSITORY_ROOT, "test/snapshots/puffer-gas.json");
const PAGE = join(REPOSITORY_ROOT, "docs/gas.md");
export const PUFFER_GAS_HEADING = "\n## The deployed Puffer protocol\n";
/** All lines of a Markdown table. */
const TABLE = /^\|(?:.*\n\|)*.*$/m;

/** @param costs  by name: transactions and totals. */
export function writeCommittedPufferGas(costs: Readonly<Record<string, Cost>>): void {
  writeFileSync(SNAPSHOT, `${JSON.stringify(costs, null, 2)}\n`);
  const [before, section] = readFileSync(PAGE, "utf8").split(PUFFER_GAS_HEADING);
  const text = section!.replace(TABLE, formatPufferGas(costs));
  writeFileSync(PAGE, before + PUFFER_GAS_HEADING + text);
}
