/**
 * Files that appear all together, complete, or not at all (short of a crash between two renames).
 * @module
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Gives `write` a temporary path beside each of `paths`, in order, and moves them into place when it returns.
 * The last path is removed first and placed last, so that while it exists it belongs to the others.
 * When `write` throws, nothing in place has changed and the temporary files are gone.
 */
export async function writeTogether(
  paths: readonly string[],
  write: (partials: readonly string[]) => Promise<void>,
): Promise<void> {
  const suffix = `.partial-${randomBytes(6).toString("hex")}`;
  const partials = paths.map((path) => path + suffix);
  try {
    for (const path of paths) mkdirSync(dirname(path), { recursive: true });
    await write(partials);
    rmSync(paths.at(-1)!, { force: true });
    for (const [i, path] of paths.entries()) renameSync(partials[i]!, path);
  } finally {
    for (const partial of partials) rmSync(partial, { force: true });
  }
}
