/** Failures of the cache of states. @module */
import { BadInputError } from "../errors.ts";

/** The folder cannot be made, read or written: a matter of this machine and not of any node. */
export class StateCacheError extends BadInputError {
  readonly code = "STATE_CACHE_UNUSABLE";
  constructor(
    readonly folder: string,
    cause: unknown,
  ) {
    super(`The cache of beacon states in ${folder} cannot be used: ${(cause as Error).message}.`, {
      cause,
      hints: ["Name another folder with --cache DIR, free some space, or go without: --no-cache."],
    });
  }
}
