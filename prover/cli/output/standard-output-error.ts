import { BadInputError } from "../../errors.ts";

/** What a command has to say cannot be written: on a disk that is full, or to a program that has ended. */
export class StandardOutputError extends BadInputError {
  readonly code = "STANDARD_OUTPUT_FAILED";
  constructor(cause: Error) {
    super(`Standard output could not be written: ${cause.message}.`, {
      cause,
      hints: [
        "Free some space, or send it elsewhere, then run again: what the command has finished is kept. What was written of its result is not whole.",
      ],
    });
  }
}
