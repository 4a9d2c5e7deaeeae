/**
 * Names of files and folders that are written beside their place, and renamed to it once they are whole; and what is left of those
 * whose writer was killed.
 *
 *     .<name>.<host>-<pid>-<12 hex digits>.tmp
 * @module
 */
import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, dirname, join } from "node:path";
import { isAlive } from "./is-alive.ts";
import { renameInto } from "./rename-into.ts";

export const UNFINISHED = /^\..*\.tmp$/;

const HOST = hostname().replace(/[^A-Za-z0-9]/g, "_");
const OWNED = /^(\w+)-(\d+)-[0-9a-f]{12}\.tmp$/;
/** Of this process: in a container, each has the number that the one before had. */
const own = new Set<string>();

/** @returns a path on the same file system, that nobody else uses. */
export function unfinishedPath(path: string): string {
  const name = `.${basename(path)}.${HOST}-${process.pid}-${randomBytes(6).toString("hex")}.tmp`;
  own.add(name);
  return join(dirname(path), name);
}

/**
 * Removes what will not be finished. Where the file system refuses that too, the next run does it: what failed before says why, and
 * is not hidden by this.
 */
export async function dropUnfinished(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => {});
  own.delete(basename(path));
}

/**
 * Renames what is whole to its place. Clears first: whoever is killed after the last step may never come again.
 * @throws OutputNotFileError; the file system's errors.
 */
export async function placeFinished(temporary: string, path: string): Promise<void> {
  await clearUnfinished(path);
  await renameInto(temporary, path);
}

/** Removes what processes of this machine left that no longer live; what cannot be removed stays, and the work is done all the same. */
export async function clearUnfinished(path: string): Promise<void> {
  const prefix = `.${basename(path)}.`;
  for (const name of await readdir(dirname(path)).catch(() => [])) {
    const owner = name.startsWith(prefix) ? OWNED.exec(name.slice(prefix.length)) : null;
    if (owner === null || owner[1] !== HOST || own.has(name)) continue;
    const pid = Number(owner[2]);
    if (pid !== process.pid && isAlive(pid)) continue;
    await dropUnfinished(join(dirname(path), name));
  }
}
