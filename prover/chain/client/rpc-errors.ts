/**
 * How an execution RPC can fail the prover, and what can be wrong with account and storage proofs.
 * Exit code 1 where something was proved false, 3 where the RPC could not be used. `rpc` is the origin of the URL
 * alone: paths and credentials often are a provider's secret.
 * @module
 */
import { BadInputError, CheckFailedError, UnavailableError } from "../../errors.ts";
import type { Hex } from "../../hex.ts";

const OTHER_RPC = "Check --rpc, or use another execution client.";

/** Late or never. */
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

/** No connection, or an HTTP status that is no answer. */
export class ExecutionRpcUnreachableError extends UnavailableError {
  readonly code = "EXECUTION_RPC_UNREACHABLE";
  constructor(
    readonly rpc: string,
    readonly request: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`The RPC ${rpc} could not be asked for ${request}: ${reason}.`, { cause, hints: [OTHER_RPC] });
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
    super(`The RPC ${rpc} refused ${request}: ${reason}.`, {
      cause,
      hints: ["Old state needs an archive node: use one, or prove a newer block."],
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
    super(`The RPC ${rpc} answered ${request} with something that makes no sense.`, {
      cause,
      hints: [OTHER_RPC],
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

/** An account or storage proof that does not hold under the execution state root. */
export class ExecutionProofError extends CheckFailedError {
  readonly code = "EXECUTION_PROOF_INVALID";
  constructor(
    /** What was to be proved, with its address. */
    readonly subject: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`The proof of ${subject} does not hold: ${reason}.`, {
      cause,
      hints: ["Whoever served it is wrong: fetch it again from another execution client."],
    });
  }
}

export type ContractRole =
  | "oracle"
  | "registry"
  | "beacon roots contract"
  | "growth spurts contract"
  | "verifier";

/** There is no such contract, or it is another one: the RPC answered, the contract did not. */
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

/** Nobody stored the last block of a spurt on chain yet. */
export class SpurtBlockMissingError extends UnavailableError {
  readonly code = "SPURT_BLOCK_MISSING";
  constructor(
    readonly spurt: bigint,
    readonly beaconRoots: Hex,
  ) {
    super(`The beacon roots contract ${beaconRoots} holds no block of spurt ${spurt}.`, {
      hints: ["Open the spurt first, once it is over: pufeth-por open."],
    });
  }
}

/** There is nothing to go on with: the spurt has its report. */
export class SpurtFinishedError extends BadInputError {
  readonly code = "SPURT_FINISHED";
  constructor(readonly spurt: bigint) {
    super(`Spurt ${spurt} is finalized: its pages are complete, and there is nothing to continue.`, {
      hints: [
        `Its report: pufeth-por status --spurt ${spurt}.`,
        "To prove all of it for yourself, leave out --continue.",
      ],
    });
  }
}

/** The block that was loaded is not the spurt's. */
export class SpurtBlockMismatchError extends CheckFailedError {
  readonly code = "SPURT_BLOCK_MISMATCH";
  constructor(
    readonly spurt: bigint,
    readonly expected: Hex,
    readonly found: Hex,
  ) {
    super(`The canonical block of spurt ${spurt} is ${expected}; the beacon state is of block ${found}.`, {
      hints: ["Take the state of the canonical block, from a node that follows the chain of --rpc."],
    });
  }
}

/** An oracle that nothing is registered for has nothing to prove. */
export class RegistryEmptyError extends BadInputError {
  readonly code = "REGISTRY_EMPTY";
  constructor(readonly registry: Hex) {
    super(`The registry ${registry} has no validators.`, {
      hints: ["Register the provisioned ones first: pufeth-por register."],
    });
  }
}
