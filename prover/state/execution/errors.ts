/**
 * How an execution RPC can fail the prover, and what can be wrong with account and storage proofs.
 * Exit code 1 where something was proved false, 2 where the RPC could not be used. `rpc` is the origin of the URL
 * alone: paths and credentials often are a provider's secret.
 * @module
 */
import { BadInputError, CheckFailedError } from "../../errors.ts";
import type { Hex } from "../../hex.ts";

const OTHER_RPC = "Check --rpc, or use another execution client.";

/** Late or never. */
export class ExecutionRpcTimeoutError extends BadInputError {
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
export class ExecutionRpcUnreachableError extends BadInputError {
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
export class ExecutionRpcRefusedError extends BadInputError {
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

export class ExecutionRpcNonsenseError extends BadInputError {
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

/**
 * A pool is proved absent: nobody ever sent it anything. That is 0 ETH, but the contract's trie library knows proofs of
 * presence only, so such a bundle could be proved and never reported.
 */
export class PoolAccountMissingError extends CheckFailedError {
  readonly code = "POOL_ACCOUNT_MISSING";
  constructor(readonly pool: Hex) {
    super(`Pool ${pool} has no account at the proved block, and the oracle takes no proofs of absence.`, {
      hints: [
        "Send 1 wei to the pool, then prove a block after that.",
        "Check that the oracle lists the right pools.",
      ],
    });
  }
}

export class OracleUnreadableError extends BadInputError {
  readonly code = "ORACLE_UNREADABLE";
  constructor(
    readonly oracle: Hex,
    readonly view: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`${view} of the oracle ${oracle} cannot be read: ${reason}.`, {
      cause,
      hints: ["Check --oracle and that --rpc serves its chain."],
    });
  }
}
