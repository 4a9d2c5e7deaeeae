/**
 * Failures of the development key maker, each with what to do next.
 * @module
 */
import { BadInputError } from "../../prover/errors.ts";

/** The constraint file is truncated, malformed, or uses features that Groth16 does not have. */
export class R1csFormatError extends BadInputError {
  readonly code = "R1CS_FORMAT";
  constructor(
    readonly r1csPath: string,
    readonly reason: string,
  ) {
    super(`${r1csPath} is not a valid r1cs file: ${reason}.`, {
      hints: ["Compile the circuit again: the compilation may have been interrupted."],
    });
  }
}

/** The circuit needs a larger evaluation domain than this tool supports. */
export class CircuitTooLargeError extends BadInputError {
  readonly code = "CIRCUIT_TOO_LARGE";
  constructor(
    readonly domainPower: number,
    readonly maxDomainPower: number,
  ) {
    super(`The circuit needs a domain of 2^${domainPower}; development keys stop at 2^${maxDomainPower}.`, {
      hints: ["Prove fewer validators per page: the page circuit has a size parameter."],
    });
  }
}

/** A thread that multiplies points died; nothing was written. */
export class PointWorkerError extends BadInputError {
  readonly code = "POINT_WORKER_FAILED";
  constructor(cause: unknown) {
    super(`A worker thread failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
      hints: ["It may have run out of memory: free some, then run again. What is finished is kept."],
    });
  }
}
