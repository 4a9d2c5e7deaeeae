/**
 * Faults of account and storage proofs, and of the block at which they are taken. Exit code 1, or 3 if the block is unknown.
 * @module
 */

import { CheckFailedError, UnavailableError } from "../../errors.ts";
import type { Hex } from "../../hex.ts";
import { IF_REORGANIZED } from "../client/chain-moved-error.ts";

/** The RPC does not have the execution block that the beacon state commits to: most often it is behind. */
export class ExecutionBlockMissingError extends UnavailableError {
  readonly code = "EXECUTION_BLOCK_MISSING";
  constructor(
    readonly rpc: string,
    readonly blockHash: Hex,
  ) {
    super(`The beacon state commits to execution block ${blockHash}; the RPC ${rpc} has no such block.`, {
      hints: ["Run again when --rpc is synced; check that it is of the same network as the beacon state."],
    });
  }
}

/** The RPC has another block where the beacon state commits to this one. */
export class ExecutionBlockMismatchError extends CheckFailedError {
  readonly code = "EXECUTION_BLOCK_MISMATCH";
  constructor(
    readonly blockNumber: bigint,
    readonly expected: Hex,
    readonly found: Hex,
  ) {
    super(`The beacon state commits to execution block ${blockNumber}, ${expected}; the RPC has ${found}.`, {
      hints: ["Check that --rpc serves the chain of the beacon state.", IF_REORGANIZED],
    });
  }
}

/** The RPC says that an account is not there and proves nothing: one that is absent counts 0 only where that is proved. */
export class AbsenceNotProvedError extends UnavailableError {
  readonly code = "ABSENCE_NOT_PROVED";
  constructor(
    readonly rpc: string,
    readonly account: Hex,
    cause: Error,
  ) {
    super(
      `The RPC ${rpc} says that the account ${account} is not there, and does not prove it: ${cause.message}`,
      {
        cause,
        hints: ["Use an execution client whose eth_getProof proves absence, as geth's does."],
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

/** A set of trie nodes does not lead to a value. */
export class TrieNodeMissingError extends CheckFailedError {
  readonly code = "TRIE_NODE_MISSING";
  constructor(
    readonly subject: string,
    readonly node: Hex,
  ) {
    super(`The trie node ${node} on the way to ${subject} is missing.`, {
      hints: ["Fetch the proofs again, or ask for the whole bundle."],
    });
  }
}
