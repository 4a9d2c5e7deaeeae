/** A folder for files that nobody needs afterwards. @module */
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clearUnfinished, dropUnfinished, unfinishedPath } from "./unfinished.ts";

/** With it goes what runs that were killed have left in theirs. @param kind  of the files, for the folder's name. */
export async function inTemporaryFolder<T>(kind: string, use: (folder: string) => Promise<T>): Promise<T> {
  const name = join(tmpdir(), `pufeth-por-${kind}`);
  await clearUnfinished(name);
  const folder = unfinishedPath(name);
  await mkdir(folder, { mode: 0o700 });
  try {
    return await use(folder);
  } finally {
    await dropUnfinished(folder);
  }
}
