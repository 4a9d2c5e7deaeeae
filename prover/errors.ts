/**
 * The base class of all errors that the prover reports to users.
 * One class per failure, next to the stage that throws it. An error states the offending value, the reason and the next
 * step; `code` is stable and safe to match on.
 * @module
 */

/**
 * 1: a check failed (invalid proof, wrong root). 2: bad usage or bad input. 3: a node or service failed, or it is too
 * early: the same command may succeed later. 70: an internal fault (EX_SOFTWARE of sysexits.h), which no ProverError is.
 * 128 + the signal's number, as shells count: 130 interrupted (SIGINT), 143 terminated (SIGTERM).
 */
export type ExitCode = 1 | 2 | 3 | 70 | 130 | 143;

/** Of whatever is thrown and is no ProverError. */
export const INTERNAL_FAULT = { code: "INTERNAL", exitCode: 70 } as const;

/** Control characters but tab and line feed, and those that turn the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** What files and services say becomes part of messages, and messages go to terminals. */
function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

export interface ProverErrorOptions {
  cause?: unknown;
  /** Next steps, one sentence each. */
  hints?: readonly string[];
}

/** Whatever fails for a reason that is known. Anything else that is thrown is a fault of this program. */
export abstract class ProverError extends Error {
  /** Stable, upper snake case, e.g. `STATE_ROOT_MISMATCH`. */
  abstract readonly code: string;
  abstract readonly exitCode: ExitCode;
  /** Additional fields for `--json`, before `code`. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly hints: readonly string[];

  constructor(message: string, options: ProverErrorOptions = {}) {
    super(printable(message), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hints = (options.hints ?? []).map(printable);
  }
}

/** A check failed: a wrong root, an invalid proof. Exit code 1. */
export abstract class CheckFailedError extends ProverError {
  readonly exitCode = 1;
}

/** The input cannot be used as it is: malformed, missing, contradictory. Exit code 2. */
export abstract class BadInputError extends ProverError {
  readonly exitCode = 2;
}

/**
 * A node or a service is unreachable, times out or sends a malformed answer, or it is too early. The same command may
 * succeed later, or with another node. Exit code 3.
 */
export abstract class UnavailableError extends ProverError {
  readonly exitCode = 3;
}
