/**
 * The base of every failure that the prover reports to a person.
 * One class a failure, each beside the stage that raises it. A failure says what was wrong (with the
 * offending value), why, and what to do next; `code` is stable and safe to match on.
 * @module
 */

/**
 * 1: a check failed (invalid proof, wrong root). 2: bad usage or bad input. 3: a node or service did not do its part, or
 * the chain is not there yet: the same command may succeed later. 70: a fault of this program (EX_SOFTWARE of sysexits.h),
 * which no ProverError is.
 * 128 + the signal's number, as shells count: 130 interrupted (SIGINT), 143 terminated (SIGTERM).
 */
export type ExitCode = 1 | 2 | 3 | 70 | 130 | 143;

/** Of whatever is thrown and is no ProverError. */
export const INTERNAL_FAULT = { code: "INTERNAL", exitCode: 70 } as const;

export interface ProverErrorOptions {
  cause?: unknown;
  /** What the reader can do next, one sentence each. */
  hints?: readonly string[];
}

export abstract class ProverError extends Error {
  /** Stable, upper snake case, e.g. `STATE_ROOT_MISMATCH`. */
  abstract readonly code: string;
  abstract readonly exitCode: ExitCode;
  /** What a program that reads `--json` wants to know besides: goes into the object before `code`. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly hints: readonly string[];

  constructor(message: string, options: ProverErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.hints = options.hints ?? [];
  }
}

/** Something was checked and does not hold: a wrong root, an invalid proof. Exit code 1. */
export abstract class CheckFailedError extends ProverError {
  readonly exitCode = 1;
}

/** The input cannot be used as it is: malformed, missing, contradictory. Exit code 2. */
export abstract class BadInputError extends ProverError {
  readonly exitCode = 2;
}

/**
 * Not the caller's fault: a node or a service is silent, unreachable or answers nonsense, or the chain has not come so
 * far. The same command may succeed later, or with another node. Exit code 3.
 */
export abstract class UnavailableError extends ProverError {
  readonly exitCode = 3;
}
