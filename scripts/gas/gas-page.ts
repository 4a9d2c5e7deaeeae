/** The tables of docs/gas.md: each is the first one of its section. @module */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";

const PAGE = join(REPOSITORY_ROOT, "docs/gas.md");
/** All lines of a Markdown table. */
const TABLE = /^\|(?:.*\n\|)*.*$/m;

/** @param heading  of the section, with the line breaks around it; the page's own where there is none. */
export function writeGasTable(table: string, heading = ""): void {
  const page = readFileSync(PAGE, "utf8");
  const start = page.indexOf(heading);
  if (start < 0) throw new Error(`docs/gas.md has no section ${heading.trim()}.`);
  writeFileSync(PAGE, page.slice(0, start) + page.slice(start).replace(TABLE, table));
}

export const grouped = (gas: number): string => Math.round(gas).toLocaleString("en");
