/**
 * Errors as plain data, for display and for messages between threads.
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
    message: `Unexpected error: ${error instanceof Error ? error.message : String(error)}`,
    hints: ["Reload the page and try again. If it happens again, report it with the text above."],
  };
}

/** A failure from another thread. */
export class FailureError extends Error {
  override readonly name = "FailureError";
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}
