/**
 * Errors of reading the chain from the page, besides the prover's errors.
 * @module
 */
import { BadInputError, ProverError } from "../../../prover/errors.ts";

/** The endpoint did not answer, or the browser blocked its answer. */
export class EndpointUnreachableError extends BadInputError {
  readonly code = "ENDPOINT_UNREACHABLE";
  constructor(
    readonly endpoint: string,
    cause: ProverError,
  ) {
    super(`The request to the endpoint ${endpoint} failed. ${cause.message}`, {
      cause,
      hints: [
        "Check the address, and that the node is running.",
        "A browser also needs the node to allow this page (CORS): many public endpoints do; a node of your own has an option for it.",
      ],
    });
  }
}

/** The oracle has no report yet. */
export class NoReportYetError extends BadInputError {
  readonly code = "NO_REPORT_YET";
  constructor(readonly oracle: string) {
    super(`The oracle ${oracle} has no report yet.`, {
      hints: ["Its first report follows the end of its first spurt."],
    });
  }
}

/** The oracle has reports, but none for the block of the bundle. */
export class BlockNotReportedError extends BadInputError {
  readonly code = "BLOCK_NOT_REPORTED";
  constructor(readonly blockRoot: string) {
    super(`The oracle has no report of the block ${blockRoot}.`, {
      hints: ["Check that the oracle is this report's, and that its spurt was finalized."],
    });
  }
}

/** The transactions of a report lack data that is needed to verify it here. */
export class NotRecoverableError extends BadInputError {
  readonly code = "NOT_RECOVERABLE";
  constructor(
    readonly spurt: bigint,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`The proofs of spurt ${spurt} could not be gathered from its transactions: ${reason}.`, {
      cause,
      hints: [
        "The rates above are only claimed by the oracle. To verify the report, open its bundle: ask its publisher for it.",
      ],
    });
  }
}

/** Rewrites the prover's RPC errors for the page, which has endpoints and no `--rpc`. */
export function forThePage(error: unknown, endpoint: string): unknown {
  const isTheEndpoint = error instanceof ProverError && /^EXECUTION_RPC_/.test(error.code);
  return isTheEndpoint ? new EndpointUnreachableError(endpoint, error) : error;
}
