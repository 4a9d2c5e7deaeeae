/**
 * How a submission can fail at the chain and the oracle. RPC failures are in rpc-errors.ts. Exit code 1 if chain and
 * bundle contradict each other, 3 if the chain could not be read.
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
        "The RPC may follow another chain or be wrong, or the block was removed by a reorganisation: use another RPC, or prove again.",
      ],
    });
  }
}

/** The block after the proved one does not exist yet; EIP-4788 stores the proved block's root in it. */
export class NextBlockMissingError extends UnavailableError {
  readonly code = "NEXT_BLOCK_MISSING";
  constructor(readonly blockNumber: bigint) {
    super(
      `Execution block ${blockNumber} does not exist yet; only it makes the beacon block before it known on chain.`,
      { hints: ["Run again after the next block."] },
    );
  }
}

/** EIP-4788 remembers 8,191 slots, about 27 hours. */
export class BlockRootForgottenError extends CheckFailedError {
  readonly code = "BLOCK_ROOT_FORGOTTEN";
  constructor(readonly nextTimestamp: bigint) {
    super(
      `EIP-4788 no longer has the beacon block root for timestamp ${nextTimestamp}: it keeps about 27 hours.`,
      {
        hints: [
          "The last block of a spurt can still be stored: `pufeth-por open --beacon URL` proves it from a newer state.",
          "To register validators, use a newer --slot.",
        ],
      },
    );
  }
}

/** The oracle's configuration differs from what the bundle proves. */
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

/** A contract reverted in a simulation or a read: nothing was sent. */
export class ContractRefusedError extends CheckFailedError {
  readonly code = "CONTRACT_REFUSED";
  readonly errorName: string;
  readonly errorArguments: readonly string[];
  constructor({ name, arguments: args, text, hints }: Revert, cause?: unknown) {
    super(`The contract reverted: ${text}`, { cause, hints });
    this.errorName = name;
    this.errorArguments = args;
  }
}

/** The transaction was mined and failed. */
export class TransactionRevertedError extends CheckFailedError {
  readonly code = "TRANSACTION_REVERTED";
  constructor(readonly transactionHash: string) {
    super(`Transaction ${transactionHash} was mined and reverted, though its simulation passed.`, {
      hints: ["The chain changed in between, e.g. another report came first. Run again."],
    });
  }
}

/** The transaction was sent but not mined in time. It may still be mined. */
export class ReceiptTimeoutError extends UnavailableError {
  readonly code = "RECEIPT_TIMEOUT";
  constructor(
    readonly transactionHash: string,
    readonly timeoutMs: number,
    cause?: unknown,
  ) {
    super(`Transaction ${transactionHash} was sent but not mined within ${timeoutMs} ms.`, {
      cause,
      hints: ["It may still be mined: check it before you submit again."],
    });
  }
}

/** A signal arrived before the next transaction, which was not sent. */
export class SendingInterruptedError extends ProverError {
  readonly code = "SENDING_INTERRUPTED";
  readonly exitCode;
  constructor(
    readonly call: string,
    reason: unknown,
  ) {
    super(`Interrupted: ${call} was not sent.`, {
      hints: ["Run again: transactions that are on chain are not repeated."],
    });
    this.exitCode = reason === "SIGTERM" ? (143 as const) : (130 as const);
  }
}

/** Proved without an execution layer: a rate needs pools and supply. */
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

/** Development keys are used on a public chain. */
export class DevelopmentKeysError extends CheckFailedError {
  readonly code = "DEVELOPMENT_KEYS";
  constructor(readonly chainId: number) {
    super(`The bundle was proved with insecure development keys; chain ${chainId} is a public chain.`, {
      hints: ["Development keys are for local networks. Prove with the keys of a ceremony."],
    });
  }
}

/** No account is available to send from. */
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
