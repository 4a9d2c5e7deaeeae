/**
 * Builds the web page into build/auditor, unless it is up to date.
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "vite";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";

export const AUDITOR_FOLDER = join(REPOSITORY_ROOT, "build/auditor");

/** All inputs of the page; `package-lock.json` represents the libraries. */
const SOURCES = ["auditor", "prover", "package-lock.json"];
const NO_SOURCE = /^auditor\/(screenshots|README\.md)/;
/** Outside the page's folder, which is published unchanged. */
const STAMP = join(REPOSITORY_ROOT, "build/auditor-stamp.txt");

/** @returns Folder of the page. */
export async function buildAuditor(): Promise<string> {
  const stamp = hashSources();
  const isCurrent =
    existsSync(join(AUDITOR_FOLDER, "index.html")) &&
    existsSync(STAMP) &&
    readFileSync(STAMP, "utf8") === stamp;
  if (!isCurrent) {
    await build({ configFile: join(REPOSITORY_ROOT, "auditor/vite.config.ts") });
    writeFileSync(STAMP, stamp);
  }
  return AUDITOR_FOLDER;
}

function hashSources(): string {
  const hash = createHash("sha256");
  for (const file of SOURCES.flatMap(filesAt).sort()) {
    if (NO_SOURCE.test(file)) continue;
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(REPOSITORY_ROOT, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** Relative to the repository. */
function filesAt(path: string): string[] {
  const full = join(REPOSITORY_ROOT, path);
  if (path.endsWith(".json")) return [path];
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(REPOSITORY_ROOT.length + 1));
}
