/**
 * Failures of an execution RPC, and faults of account and storage proofs. Exit code 1 if a proof is invalid, 3 if the
 * RPC could not be used. `rpc` is only the origin of the URL: paths and credentials may be secret.
 * @module
 */
import { BadInputError, CheckFailedError, UnavailableError } from "../../errors.ts";
import type { Hex } from "../../hex.ts";

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

/** The RPC does not know the hash of the execution block that the beacon state commits to. */
export class ExecutionBlockMissingError extends UnavailableError {
  readonly code = "EXECUTION_BLOCK_MISSING";
  constructor(
    readonly rpc: string,
    readonly blockHash: Hex,
  ) {
    super(`The beacon state commits to execution block ${blockHash}; the RPC ${rpc} has no such block.`, {
      hints: ["Check that --rpc is a synced node of the same network as the beacon state."],
    });
  }
}

/** The RPC does not have the execution block that the beacon state commits to. */
export class ExecutionBlockMismatchError extends CheckFailedError {
  readonly code = "EXECUTION_BLOCK_MISMATCH";
  constructor(
    readonly blockNumber: bigint,
    readonly expected: Hex,
    readonly found: Hex | null,
  ) {
    const other = found === null ? "it has no such block" : `it has ${found}`;
    super(
      `The beacon state commits to execution block ${blockNumber}, ${expected}; the RPC says: ${other}.`,
      {
        hints: ["Check that --rpc serves the chain of the beacon state and has caught up with it."],
      },
    );
  }
}

/** An account or storage proof is invalid under the execution state root. */
export class ExecutionProofError extends CheckFailedError {
  readonly code = "EXECUTION_PROOF_INVALID";
  constructor(
    /** The proved value, with its address. */
    readonly subject: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`The proof of ${subject} is invalid: ${reason}.`, {
      cause,
      hints: ["Fetch it again from another execution client."],
    });
  }
}

export type ContractRole =
  | "oracle"
  | "registry"
  | "beacon roots contract"
  | "growth spurts contract"
  | "verifier";

/** There is no such contract, or it is another one: the RPC answered, but the view failed. */
export class ContractUnreadableError extends BadInputError {
  readonly code = "CONTRACT_UNREADABLE";
  constructor(
    readonly role: ContractRole,
    readonly contract: Hex,
    readonly view: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`${view} of the ${role} ${contract} cannot be read: ${reason}.`, {
      cause,
      hints: ["Check --oracle and that --rpc serves its chain."],
    });
  }
}

/** The last block of a spurt is not stored on chain yet. */
export class SpurtBlockMissingError extends UnavailableError {
  readonly code = "SPURT_BLOCK_MISSING";
  constructor(
    readonly spurt: bigint,
    readonly beaconRoots: Hex,
  ) {
    super(`The beacon roots contract ${beaconRoots} has no block of spurt ${spurt}.`, {
      hints: ["Open the spurt first, once it is over: pufeth-por open."],
    });
  }
}

/** The spurt already has its report, so there is nothing to continue. */
export class SpurtFinishedError extends BadInputError {
  readonly code = "SPURT_FINISHED";
  constructor(readonly spurt: bigint) {
    super(`Spurt ${spurt} is finalized: its pages are complete, and there is nothing to continue.`, {
      hints: [
        `Its report: pufeth-por status --spurt ${spurt}.`,
        "To prove all pages yourself, omit --continue.",
      ],
    });
  }
}

/** The loaded block is not the last block of the spurt. */
export class SpurtBlockMismatchError extends CheckFailedError {
  readonly code = "SPURT_BLOCK_MISMATCH";
  constructor(
    readonly spurt: bigint,
    readonly expected: Hex,
    readonly found: Hex,
  ) {
    super(`The canonical block of spurt ${spurt} is ${expected}; the beacon state is of block ${found}.`, {
      hints: ["Use the state of the canonical block, from a node that follows the chain of --rpc."],
    });
  }
}

/** The registry is empty, so there is nothing to prove. */
export class RegistryEmptyError extends BadInputError {
  readonly code = "REGISTRY_EMPTY";
  constructor(readonly registry: Hex) {
    super(`The registry ${registry} has no validators.`, {
      hints: ["Register the provisioned validators first: pufeth-por register."],
    });
  }
}
