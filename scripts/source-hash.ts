/**
 * Hashes of what something is made of: of modules with all that they import, or of whole files and folders.
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { REPOSITORY_ROOT } from "./circuits/repository-root.ts";

/**
 * Of the modules, of the modules and files of this repository that they name (imports, `new URL(…, import.meta.url)`),
 * and so on, and of the lock file for everything else. Imports of types count for nothing.
 * @param modules  relative to the repository.
 */
export function hashOfModules(...modules: readonly string[]): string {
  const files = new Set<string>();
  for (const path of modules) collect(join(REPOSITORY_ROOT, path), files);
  return hashOf([...files, join(REPOSITORY_ROOT, "package-lock.json")]);
}

/** @param paths  of files and folders, relative to the repository. */
export function hashOfFiles(...paths: readonly string[]): string {
  return hashOf(paths.flatMap((path) => filesUnder(join(REPOSITORY_ROOT, path))));
}

function hashOf(files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of [...files].sort()) {
    hash.update(`${relative(REPOSITORY_ROOT, file)}\n`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

const IMPORTS = [
  /^(?:import|export)\s+(?!type\b)[^;"]*?["'](\.[^"']+)["']/gm,
  /\bimport\(\s*["'](\.[^"']+)["']\s*\)/g,
  /\bnew URL\(\s*["'](\.[^"']+)["']\s*,\s*import\.meta\.url/g,
];

function collect(path: string, files: Set<string>): void {
  if (files.has(path)) return;
  files.add(path);
  if (!/\.m?[jt]s$/.test(path)) return;
  const source = readFileSync(path, "utf8");
  for (const [, name] of IMPORTS.flatMap((pattern) => [...source.matchAll(pattern)])) {
    const target = resolve(dirname(path), name!);
    if (existsSync(target) && statSync(target).isFile()) collect(target, files);
  }
}

function filesUnder(path: string): string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}
