/** Renames to a place, except over what no command may replace. @module */
import type { Stats } from "node:fs";
import { lstat, realpath, rename, stat, unlink } from "node:fs/promises";
import { BadInputError } from "./errors.ts";

/** What is there is no file: as root, a rename would put one in the place of /dev/null. */
export class OutputNotFileError extends BadInputError {
  readonly code = "OUTPUT_NOT_A_FILE";
  constructor(
    readonly path: string,
    readonly reason: string,
  ) {
    super(`${path} is not written: it is ${reason}.`, {
      hints: ["Name a file, or a name that is free; for a pipe or a device, write a file and copy that."],
    });
  }
}

/**
 * A link there is replaced, and what it leads to is not changed; a pipe, a socket or a device, or a link to one, stays.
 * @throws OutputNotFileError; the file system's errors.
 */
export async function renameInto(temporary: string, path: string): Promise<void> {
  await requireReplaceable(path);
  await rename(temporary, path);
}

/** @throws OutputNotFileError */
export async function requireReplaceable(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined || found.isFile() || found.isDirectory()) return;
  throw new OutputNotFileError(path, kindOf(found));
}

/**
 * Where a file is written that the user has named: as with a redirection of the shell, what a link leads to.
 * @throws OutputNotFileError
 */
export async function namedFile(path: string): Promise<string> {
  await requireReplaceable(path);
  if ((await stat(path).catch(() => undefined))?.isDirectory())
    throw new OutputNotFileError(path, "a folder");
  if (await isLostLink(path)) throw new OutputNotFileError(path, LOST_LINK);
  return realpath(path).catch(() => path);
}

/**
 * Before a file of a command's own is opened to be added to: through a link it would be written to whatever that leads to.
 * @throws OutputNotFileError
 */
export async function withoutLink(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSymbolicLink()) await unlink(path);
  else await requireReplaceable(path);
}

export const LOST_LINK = "a link that leads nowhere";

/** Whoever follows it finds nothing, and whoever renames a folder over it is refused. */
export async function isLostLink(path: string): Promise<boolean> {
  const isLink = await lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  const isThere = () =>
    stat(path).then(
      () => true,
      () => false,
    );
  return isLink && !(await isThere());
}

function kindOf(found: Stats): string {
  if (found.isFIFO()) return "a named pipe";
  return found.isSocket() ? "a socket" : "a device";
}
