/**
 * Files that appear all together, complete, or not at all (short of a crash between two renames).
 * @module
 */
import { renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../../prover/make-folder.ts";
import { requireReplaceable } from "../../prover/rename-into.ts";
import { clearUnfinished, dropUnfinished, unfinishedPath } from "../../prover/unfinished.ts";

type Paths = readonly [string, string, string];

/**
 * Gives `write` a temporary path beside each of `paths`, in order, and moves them into place when it returns.
 * The last path is removed first and placed last: while it exists, it belongs to the others.
 * When `write` throws, nothing in place has changed and the temporary files are gone.
 */
export async function writeTogether<T>(paths: Paths, write: (partials: Paths) => Promise<T>): Promise<T> {
  const [first, second, third] = paths;
  const partials: Paths = [unfinishedPath(first), unfinishedPath(second), unfinishedPath(third)];
  try {
    for (const path of paths) makeFolder(dirname(path));
    for (const path of paths) await requireReplaceable(path);
    const result = await write(partials);
    for (const path of paths) await clearUnfinished(path);
    rmSync(paths[2], { force: true });
    for (const [i, path] of paths.entries()) renameSync(partials[i]!, path);
    return result;
  } finally {
    for (const partial of partials) await dropUnfinished(partial);
  }
}
