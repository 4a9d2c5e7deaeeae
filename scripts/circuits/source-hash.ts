/**
 * The identity of a compiled circuit: SHA-256 over every circom file that it includes, the compiler and its flags.
 * Two checkouts with the same hash compile to the same constraints.
 * @module
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";

/** @returns hex. Paths are relative to `root`, so that the hash does not depend on the location of the checkout. */
export function circuitSourceHash(mainPath: string, root: string, compiler: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(compiler));
  for (const file of includedFiles(resolve(mainPath)).sort()) {
    const source = readFileSync(file);
    hash.update(`\n${relative(root, file)} ${source.length}\n`).update(source);
  }
  return hash.digest("hex");
}

function includedFiles(path: string, seen = new Set<string>()): string[] {
  if (seen.has(path)) return [];
  seen.add(path);
  for (const [, include] of readFileSync(path, "utf8").matchAll(/^\s*include\s+"([^"]+)"/gm)) {
    includedFiles(resolve(dirname(path), include!), seen);
  }
  return [...seen];
}
