/**
 * Errors in the form in which they are shown and sent between threads.
 * @module
 */
import { ProverError } from "../../prover/errors.ts";
import type { Failure } from "./verify/protocol.ts";

export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  if (error instanceof ProverError) {
    const { code, message, hints } = error;
    return { code, message, hints };
  }
  return {
    code: "UNEXPECTED",
    message: `Something unexpected happened: ${error instanceof Error ? error.message : String(error)}`,
    hints: ["Reload the page and try again. If it stays, report it with the text above."],
  };
}

/** A failure that came from another thread. */
export class FailureError extends Error {
  override readonly name = "FailureError";
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}
