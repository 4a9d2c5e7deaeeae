/** Temporary folders for tests that write bundles. @module */
import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll } from "vitest";

const made: string[] = [];

/** A fresh empty folder, removed after the tests of the file. */
export function temporaryFolder(): string {
  if (made.length === 0)
    afterAll(() => made.splice(0).forEach((path) => void rmSync(path, { recursive: true })));
  const path = realpathSync(mkdtempSync(join(tmpdir(), "bundle-")));
  made.push(path);
  return path;
}

/** Every file below a folder, relative to it, sorted. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => relative(folder, path))
    .sort();
}
