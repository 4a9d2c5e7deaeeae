/**
 * How an execution node fails: it does not answer, or its answers cannot be used. Exit code 3; 1 where two answers contradict
 * each other. `rpc` is only the origin of the URL: paths and credentials may be secret.
 * @module
 */
import { CheckFailedError, UnavailableError } from "../../errors.ts";

const OTHER_RPC = "Check --rpc, or use another execution client.";

/** No answer in time. */
export class ExecutionRpcTimeoutError extends UnavailableError {
  readonly code = "EXECUTION_RPC_TIMEOUT";
  constructor(
    readonly rpc: string,
    readonly request: string,
    readonly timeoutMs: number,
    cause?: unknown,
  ) {
    super(`The RPC ${rpc} did not answer ${request} within ${timeoutMs} ms.`, {
      cause,
      hints: ["Run again, or use another execution client."],
    });
  }
}

/** No connection, or an HTTP error status. */
export class ExecutionRpcUnreachableError extends UnavailableError {
  readonly code = "EXECUTION_RPC_UNREACHABLE";
  constructor(
    readonly rpc: string,
    readonly request: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`The request ${request} to the RPC ${rpc} failed: ${reason}.`, { cause, hints: [OTHER_RPC] });
  }
}

/** A JSON-RPC error. */
export class ExecutionRpcRefusedError extends UnavailableError {
  readonly code = "EXECUTION_RPC_REFUSED";
  constructor(
    readonly rpc: string,
    readonly request: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`The RPC ${rpc} rejected ${request}: ${reason}.`, {
      cause,
      hints: ["Old state needs an archive node: use an archive node, or prove a newer block."],
    });
  }
}

export class ExecutionRpcNonsenseError extends UnavailableError {
  readonly code = "EXECUTION_RPC_NONSENSE";
  constructor(
    readonly rpc: string,
    readonly request: string,
    cause?: unknown,
  ) {
    super(`The RPC ${rpc} gave a malformed answer to ${request}.`, {
      cause,
      hints: [OTHER_RPC],
    });
  }
}

/** Two answers of the RPC, or an answer and the bundle, cannot both be true. */
export class RpcContradictionError extends CheckFailedError {
  readonly code = "RPC_CONTRADICTION";
  constructor(
    readonly rpc: string,
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${what}: expected ${expected}, the RPC ${rpc} says ${found}.`, {
      hints: [
        "The RPC may follow another chain or be wrong, or the block was removed by a reorganisation: use another RPC, or prove again.",
      ],
    });
  }
}
