/**
 * How asking the chain from the page can fail, beside what the prover's own errors say.
 * @module
 */
import { BadInputError, ProverError } from "../../../prover/errors.ts";

/** The endpoint did not answer, or the browser kept its answer from the page. */
export class EndpointUnreachableError extends BadInputError {
  readonly code = "ENDPOINT_UNREACHABLE";
  constructor(
    readonly endpoint: string,
    cause: ProverError,
  ) {
    super(`The endpoint ${endpoint} could not be asked. ${cause.message}`, {
      cause,
      hints: [
        "Check the address, and that the node runs.",
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

/** The oracle has reports, but none of the block of the bundle. */
export class BlockNotReportedError extends BadInputError {
  readonly code = "BLOCK_NOT_REPORTED";
  constructor(readonly blockRoot: string) {
    super(`The oracle has no report of the block ${blockRoot}.`, {
      hints: ["Check that the oracle is this report's, and that its spurt was finalized."],
    });
  }
}

/** The transactions of a report do not hold everything that would be needed to verify it here. */
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
        "The rates above are the oracle's word. To verify the report, open its bundle: ask its publisher for it.",
      ],
    });
  }
}

/** What the prover calls an RPC is an endpoint here, and there is no `--rpc` to check. */
export function forThePage(error: unknown, endpoint: string): unknown {
  const isTheEndpoint = error instanceof ProverError && /^EXECUTION_RPC_/.test(error.code);
  return isTheEndpoint ? new EndpointUnreachableError(endpoint, error) : error;
}
