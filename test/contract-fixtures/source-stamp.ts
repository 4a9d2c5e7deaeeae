/**
 * One hash over source files: whatever was made of them is current as long as it stays the same.
 * @module
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";

/** @param paths  of files and folders, relative to the repository. */
export function hashSources(paths: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of paths.flatMap(filesUnder).sort()) {
    hash.update(`${file}\n`).update(readFileSync(join(REPOSITORY_ROOT, file)));
  }
  return hash.digest("hex");
}

function filesUnder(path: string): string[] {
  const absolute = join(REPOSITORY_ROOT, path);
  if (statSync(absolute).isFile()) return [path];
  return readdirSync(absolute, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(REPOSITORY_ROOT, join(parentPath, name)));
}
