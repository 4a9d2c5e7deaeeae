/** Failures of the state cache. @module */
import { BadInputError } from "../errors.ts";

/** The folder cannot be created, read or written. */
export class StateCacheError extends BadInputError {
  readonly code = "STATE_CACHE_UNUSABLE";
  constructor(
    readonly folder: string,
    cause: unknown,
  ) {
    super(`The cache of beacon states in ${folder} cannot be used: ${(cause as Error).message}.`, {
      cause,
      hints: ["Give another folder with --cache DIR, free some space, or use --no-cache."],
    });
  }
}
