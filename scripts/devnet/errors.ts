/**
 * What can go wrong in the development network.
 * @module
 */
import { BadInputError, CheckFailedError } from "../../prover/errors.ts";

/** The execution client did not start, ended early, or did not answer. */
export class ExecutionClientError extends BadInputError {
  readonly code = "DEVNET_EXECUTION_CLIENT";

  constructor(reason: string, log: string, cause?: unknown) {
    super(`The execution client failed: ${reason}.${log === "" ? "" : `\nIts last output:\n${log}`}`, {
      cause,
      hints: ["Run it again; if it fails the same way, raise startTimeoutMs on a slow machine."],
    });
  }
}

/** A JSON-RPC method answered with an error, or not at all. */
export class RpcCallError extends BadInputError {
  readonly code = "DEVNET_RPC_CALL";

  constructor(
    readonly method: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`${method} failed: ${reason}.`, { cause, hints: ["Look at the parameters of the call."] });
  }
}

/** The execution client built a payload that the consensus loop cannot or must not put into a block. */
export class PayloadRejectedError extends CheckFailedError {
  readonly code = "DEVNET_PAYLOAD_REJECTED";

  constructor(
    readonly slot: number,
    reason: string,
  ) {
    super(`The payload for slot ${slot} was rejected: ${reason}.`, {
      hints: [
        "Send plain transactions only, at most 200 between two slots: blobs and requests are not carried.",
      ],
    });
  }
}

/** An option of the network cannot be used. */
export class DevnetOptionError extends BadInputError {
  readonly code = "DEVNET_OPTION";

  constructor(option: string, value: unknown, reason: string) {
    super(`${option} = ${String(value)}: ${reason}.`, { hints: ["Correct the option and start again."] });
  }
}
