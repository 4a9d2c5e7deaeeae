/**
 * The command line is wrong: an option is unknown, missing, or contradicts another.
 * @module
 */
import { BadInputError } from "../../errors.ts";

export class UsageError extends BadInputError {
  readonly code = "USAGE";
  constructor(message: string, cause?: unknown) {
    super(message, {
      cause,
      hints: ["See `pufeth-por --help` and `pufeth-por COMMAND --help`."],
    });
  }
}
