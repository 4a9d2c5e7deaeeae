/**
 * How sending a transaction fails, after its simulation passed or before there is one. Exit code 1 if it reverted, 2 if
 * nobody can send or no block takes it, 3 if it may still be mined.
 * @module
 */
import { BadInputError, CheckFailedError, ProverError, UnavailableError } from "../../errors.ts";
import { ContractRefusedError } from "./call-errors.ts";

/** The transaction was mined and failed. */
export class TransactionRevertedError extends CheckFailedError {
  readonly code = "TRANSACTION_REVERTED";
  constructor(readonly transactionHash: string) {
    super(`Transaction ${transactionHash} was mined and reverted, though its simulation passed.`, {
      hints: ["The chain changed in between, e.g. another report came first. Run again."],
    });
  }
}

/** Whether a contract did not do what was asked of it: in the simulation, or where the chain changed after it. */
export function isRefusal(error: unknown): boolean {
  return error instanceof ContractRefusedError || error instanceof TransactionRevertedError;
}

/** No block or no client takes a transaction of this size: nothing was sent. */
export class TransactionTooLargeError extends BadInputError {
  readonly code = "TRANSACTION_TOO_LARGE";
  constructor(
    readonly call: string,
    readonly unit: "gas" | "bytes",
    readonly needed: bigint,
    readonly limit: bigint,
  ) {
    super(`A transaction with ${call} would have ${needed} ${unit}; at most ${limit} are possible.`, {
      hints: [SMALLER[call] ?? "Nothing was sent."],
    });
  }
}

/** How less goes into one transaction, by the function of the contract. */
const SMALLER: Readonly<Record<string, string>> = {
  report: "Send it in several transactions: `submit DIR` without --whole, then `finalize DIR`.",
  submitPages: "Give --pages-per-transaction a smaller number.",
  register: "Give --validators-per-transaction a smaller number.",
};

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
      hints: [
        "It may still be mined: speed it up or cancel it with the account's wallet, if its price is too low.",
        "Run again: a run waits for it, or takes its number where the node has dropped it, so that only one of them is mined.",
      ],
    });
  }
}

/** The node failed after it got the transaction: it may have passed it on, or not. */
export class TransactionMaybeSentError extends UnavailableError {
  readonly code = "TRANSACTION_MAYBE_SENT";
  constructor(
    readonly call: string,
    readonly from: string,
    /** Null if the node signs: then only it knows. */
    readonly transactionHash: string | null,
    cause: Error,
  ) {
    const which = transactionHash ?? `of ${from}, whose hash is unknown`;
    super(`The transaction ${which} (${call}) may have been sent: ${cause.message}`, {
      cause,
      hints: [
        transactionHash === null
          ? "Look at the account's transactions before you run again."
          : "Look for this hash on chain before you run again.",
        "Run again: what is on chain is not repeated.",
      ],
    });
  }
}

/** Another transaction of the account was mined under its number, as a wallet sends to cancel one: it never will be. */
export class TransactionReplacedError extends UnavailableError {
  readonly code = "TRANSACTION_REPLACED";
  constructor(
    readonly call: string,
    readonly from: string,
    readonly nonce: number,
    readonly transactionHash: string,
    /** Null where the node does not show it. */
    readonly replacement: string | null,
  ) {
    const other = replacement === null ? "Another transaction" : `Transaction ${replacement}`;
    super(`${other} of ${from} was mined in place of ${transactionHash} (${call}, nonce ${nonce}).`, {
      hints: ["Run again: what is on chain is not repeated."],
    });
  }
}

/** Another transaction of the account came in between: what this run has read may not hold. */
export class AccountUsedError extends UnavailableError {
  readonly code = "ACCOUNT_USED_MEANWHILE";
  constructor(
    readonly call: string,
    readonly from: string,
    readonly expectedNonce: number,
    readonly nonce: number,
  ) {
    super(
      `${call} was not sent: the next transaction of ${from} would have had nonce ${expectedNonce}, and now it has ${nonce}.`,
      {
        hints: [
          "Something else sends from this account, or the node did not know of an earlier transaction.",
          "Run again: what is on chain is not repeated.",
        ],
      },
    );
  }
}

/** A block with a transaction of this run is on chain no longer, as far as the node knows. */
export class TransactionRemovedError extends UnavailableError {
  readonly code = "TRANSACTION_REMOVED";
  constructor(
    readonly transactionHash: string,
    readonly blockNumber: string,
  ) {
    super(`Transaction ${transactionHash} was mined in block ${blockNumber}, which is on chain no longer.`, {
      hints: [
        "The chain was reorganized, or the node has fallen behind. Run again: what is on chain is not repeated.",
      ],
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

/** Transactions of the account were sent earlier and are not mined: what they do is not on chain yet. */
export class EarlierTransactionsError extends UnavailableError {
  readonly code = "EARLIER_TRANSACTIONS_PENDING";
  constructor(
    readonly from: string,
    readonly count: number,
    timeoutMs: number,
  ) {
    super(
      `${count} ${count === 1 ? "transaction" : "transactions"} of ${from} that came before this run ${count === 1 ? "was" : "were"} not mined within ${timeoutMs} ms: nothing was sent.`,
      {
        hints: [
          "Wait until they are mined, or replace them, then run again: what is on chain is not repeated.",
        ],
      },
    );
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
