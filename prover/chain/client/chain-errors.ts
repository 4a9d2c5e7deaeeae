/**
 * How a submission can fail at the chain and the oracle. An RPC that does not answer: rpc-errors.ts.
 * Exit code 1 where chain and bundle contradict each other, 3 where the chain could not be asked.
 * @module
 */
import { BadInputError, CheckFailedError, ProverError, UnavailableError } from "../../errors.ts";
import type { Revert } from "../reverts/describe-revert.ts";

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
        "The RPC may follow another chain, or the block was reorganised away, or it lies: ask another RPC, or prove again.",
      ],
    });
  }
}

/** The block after the proved one does not exist yet: until then EIP-4788 does not know the proved one. */
export class NextBlockMissingError extends UnavailableError {
  readonly code = "NEXT_BLOCK_MISSING";
  constructor(readonly blockNumber: bigint) {
    super(
      `Execution block ${blockNumber} does not exist yet; the block before it is known on chain only then.`,
      { hints: ["Run again after the next block."] },
    );
  }
}

/** EIP-4788 remembers 8,191 slots, about 27 hours. */
export class BlockRootForgottenError extends CheckFailedError {
  readonly code = "BLOCK_ROOT_FORGOTTEN";
  constructor(readonly nextTimestamp: bigint) {
    super(`The chain knows no beacon block root for timestamp ${nextTimestamp}: it is too long ago.`, {
      hints: [
        "The last block of a spurt can still be stored: `pufeth-por open --beacon URL` shows it by a newer state.",
        "To register validators, take a newer --slot.",
      ],
    });
  }
}

/** The oracle is set up for something else than the bundle proves. */
export class OracleMismatchError extends CheckFailedError {
  readonly code = "ORACLE_MISMATCH";
  constructor(
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`The oracle's ${what} is ${expected}; the bundle has ${found}.`, {
      hints: ["Prove the spurt for this oracle (`prove --rpc --oracle --spurt`), or check --oracle."],
    });
  }
}

/** A contract refuses a call, in a simulation or a read: nothing was sent. */
export class ContractRefusedError extends CheckFailedError {
  readonly code = "CONTRACT_REFUSED";
  readonly errorName: string;
  readonly errorArguments: readonly string[];
  constructor({ name, arguments: args, text, hints }: Revert, cause?: unknown) {
    super(`The contract refuses this: ${text}`, { cause, hints });
    this.errorName = name;
    this.errorArguments = args;
  }
}

/** The transaction was mined and failed. */
export class TransactionRevertedError extends CheckFailedError {
  readonly code = "TRANSACTION_REVERTED";
  constructor(readonly transactionHash: string) {
    super(`Transaction ${transactionHash} was mined and reverted, though its simulation passed.`, {
      hints: ["The chain changed in between, e.g. somebody else reported first. Run again."],
    });
  }
}

/** The transaction was sent and not mined in time. It may still be. */
export class ReceiptTimeoutError extends UnavailableError {
  readonly code = "RECEIPT_TIMEOUT";
  constructor(
    readonly transactionHash: string,
    readonly timeoutMs: number,
    cause?: unknown,
  ) {
    super(`Transaction ${transactionHash} was sent, and not mined within ${timeoutMs} ms.`, {
      cause,
      hints: ["It may still be mined: look for it before you submit again."],
    });
  }
}

/** A signal came before the next transaction: it was not sent. */
export class SendingInterruptedError extends ProverError {
  readonly code = "SENDING_INTERRUPTED";
  readonly exitCode;
  constructor(
    readonly call: string,
    reason: unknown,
  ) {
    super(`Interrupted: ${call} was not sent.`, {
      hints: ["Run again: what is on chain is not sent again."],
    });
    this.exitCode = reason === "SIGTERM" ? (143 as const) : (130 as const);
  }
}

/** Proved without an execution layer: without pools and supply there is no rate to report. */
export class NotSubmittableError extends BadInputError {
  readonly code = "BUNDLE_WITHOUT_EXECUTION";
  constructor() {
    super(
      "The bundle was proved without an execution layer; the oracle needs pools and supply at the same block.",
      {
        hints: ["Prove again with --rpc and --oracle."],
      },
    );
  }
}

/** Development keys on a chain where something is at stake. */
export class DevelopmentKeysError extends CheckFailedError {
  readonly code = "DEVELOPMENT_KEYS";
  constructor(readonly chainId: number) {
    super(`The bundle was proved with insecure development keys; chain ${chainId} is a public chain.`, {
      hints: ["Development keys are for local networks. Prove with the keys of a ceremony."],
    });
  }
}

/** There is no account to send from. */
export class AccountError extends BadInputError {
  readonly code = "NO_ACCOUNT";
  constructor(reason: string, cause?: unknown) {
    super(`There is no account to send from: ${reason}.`, {
      cause,
      hints: [
        "Set PUFETH_POR_PRIVATE_KEY, give --key-file FILE (32 bytes in hex), or use an RPC with an unlocked account.",
      ],
    });
  }
}
