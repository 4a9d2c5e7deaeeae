/**
 * The program in README.md that uses the library, as it is written there.
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";

/** It reads the folder `bundle` where it runs. */
export function readmeExample(): string {
  const readme = readFileSync(join(REPOSITORY_ROOT, "README.md"), "utf8");
  const section = readme.split(/^## /m).find((text) => text.startsWith("As a library\n"));
  const lines = (section ?? "").split("\n").filter((line) => line.startsWith("    "));
  return `${lines.map((line) => line.slice(4)).join("\n")}\n`;
}
