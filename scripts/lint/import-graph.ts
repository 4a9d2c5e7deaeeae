/**
 * Every import between source files of the repository.
 * @module
 */
import { readdir, readFile } from "node:fs/promises";
import { join, posix, relative, sep } from "node:path";
import { readImports } from "./read-imports.ts";

/** Paths are relative to the root, with `/`. */
export interface Edge {
  readonly from: string;
  /** Of `from`, from 1. */
  readonly line: number;
  readonly to: string;
}

const SOURCE = /\.(m|c)?(t|j)s$/;

/** @param areas  folders at the root; one that is missing has no imports. */
export async function readImportGraph(root: string, areas: readonly string[]): Promise<Edge[]> {
  const files = (await Promise.all(areas.map((area) => sourcesBelow(root, area)))).flat().sort();
  const edges = await Promise.all(
    files.map(async (from) => {
      const text = await readFile(join(root, from), "utf8");
      return readImports(from, text).map(
        ({ specifier, line }): Edge => ({ from, line, to: posix.join(posix.dirname(from), specifier) }),
      );
    }),
  );
  return edges.flat();
}

async function sourcesBelow(root: string, area: string): Promise<string[]> {
  const entries = await readdir(join(root, area), { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return entries
    .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)).split(sep).join("/"))
    .filter((path) => !path.includes("node_modules/"));
}
