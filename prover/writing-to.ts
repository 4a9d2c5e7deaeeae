/** Whatever a command writes, on a file system that may be full, read-only or somebody else's. @module */
import { BadInputError, ProverError } from "./errors.ts";

/** The file system refused. */
export class OutputWriteError extends BadInputError {
  readonly code = "OUTPUT_WRITE_FAILED";
  constructor(
    readonly path: string,
    cause: Error,
  ) {
    super(`${path} could not be written: ${cause.message}.`, {
      cause,
      hints: ["Free some space, or check the permissions, then run again: what was finished is kept."],
    });
  }
}

/** Of `errno(3)`: what says something of a place, and not of a connection. */
const REFUSALS = new Set([
  "EACCES",
  "EDQUOT",
  "EEXIST",
  "EFBIG",
  "EIO",
  "EISDIR",
  "ELOOP",
  "EMFILE",
  "ENAMETOOLONG",
  "ENFILE",
  "ENOENT",
  "ENOSPC",
  "ENOTDIR",
  "ENOTEMPTY",
  "EPERM",
  "EROFS",
  "ERR_FS_EISDIR",
  "EXDEV",
]);

/** @throws OutputWriteError where the file system refuses, and whatever else `work` throws. */
export async function writingTo<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isRefusal(error) ? new OutputWriteError(path, error) : error;
  }
}

export function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error) || error instanceof ProverError) return false;
  return REFUSALS.has(String((error as NodeJS.ErrnoException).code));
}
