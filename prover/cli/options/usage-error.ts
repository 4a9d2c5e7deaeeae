/**
 * The command line itself is wrong: an option unknown, missing, or in contradiction to another.
 * @module
 */
import { BadInputError } from "../../errors.ts";

export class UsageError extends BadInputError {
  readonly code = "USAGE";
  constructor(message: string, cause?: unknown) {
    super(message, {
      cause,
      hints: ["`pufeth-por --help` and `pufeth-por COMMAND --help` show what can be given."],
    });
  }
}
