/**
 * Reads what a transaction has left on chain. Its block may be taken back meanwhile, or another node answers that does not have it.
 * @module
 */
import { readReceipt } from "./await-receipt.ts";
import type { ChainClient } from "./chain-client.ts";
import type { TransactionResult } from "./send-transaction.ts";
import { TransactionRemovedError } from "./transaction-errors.ts";

/**
 * @param made  undefined: nothing was sent.
 * @param read  gets the number of its block.
 * @throws TransactionRemovedError where the block does not have it any more, and the errors of `read`.
 */
export async function readAfter<T>(
  chain: ChainClient,
  made: TransactionResult | undefined,
  read: (blockNumber: bigint | undefined) => Promise<T>,
): Promise<T> {
  if (!made?.sent) return read(undefined);
  const { transactionHash, blockNumber } = made.sent;
  try {
    return await read(BigInt(blockNumber));
  } catch (error) {
    const receipt = await readReceipt(chain, transactionHash);
    if (receipt?.blockNumber === BigInt(blockNumber)) throw error;
    throw new TransactionRemovedError(transactionHash, blockNumber);
  }
}
