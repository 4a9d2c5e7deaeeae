/**
 * The sent or simulated transactions, for people.
 * @module
 */
import type { TransactionResult } from "../../chain/client/send-transaction.ts";

export function transactionRows(transactions: readonly TransactionResult[]): [string, string][] {
  return transactions.map(({ call, estimatedGas, sent }) => [
    call,
    sent === null
      ? `simulated, ${estimatedGas} gas; not sent`
      : `${sent.transactionHash} in block ${sent.blockNumber}, ${sent.gasUsed} gas`,
  ]);
}

export const DRY_RUN_NOTE = "Dry run: nothing was sent.";
