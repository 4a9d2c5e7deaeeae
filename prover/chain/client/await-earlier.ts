/**
 * Waits for transactions of the account that an earlier run has sent and no block has yet, as after a kill: before that the chain
 * says that what they do is still to be done, and it would be sent twice.
 * @module
 */
import { setTimeout as wait } from "node:timers/promises";
import { getAddresses, getTransactionCount } from "viem/actions";
import type { ChainClient } from "./chain-client.ts";
import { ExecutionRpcRefusedError } from "./rpc-errors.ts";
import { DEFAULT_RECEIPT_TIMEOUT_MS, type SenderOptions } from "./send-transaction.ts";
import { EarlierTransactionsError, SendingInterruptedError } from "./transaction-errors.ts";

/**
 * Called before the chain is asked what is to be done. Where there is no account, or the node does not know what waits, nobody is
 * waited for.
 * @throws EarlierTransactionsError, SendingInterruptedError, and the RPC errors.
 */
export async function awaitEarlier(
  chain: ChainClient,
  { account, dryRun = false, receiptTimeoutMs = DEFAULT_RECEIPT_TIMEOUT_MS, signal }: SenderOptions,
): Promise<void> {
  if (dryRun) return;
  const from = account?.address ?? (await chain.ask("eth_accounts", getAddresses(chain.viem)))[0];
  if (from === undefined) return;
  const countAt = (blockTag: "latest" | "pending") =>
    chain.ask("eth_getTransactionCount", getTransactionCount(chain.viem, { address: from, blockTag }));
  const { pollingInterval } = chain.viem;
  for (let waitedMs = 0; ; waitedMs += pollingInterval) {
    const waiting = await countAt("pending").then(
      async (pending) => pending - (await countAt("latest")),
      (error) => {
        if (error instanceof ExecutionRpcRefusedError) return 0;
        throw error;
      },
    );
    if (waiting <= 0) return;
    if (signal?.aborted) throw new SendingInterruptedError("what was left to do", signal.reason);
    if (waitedMs >= receiptTimeoutMs) throw new EarlierTransactionsError(from, waiting, receiptTimeoutMs);
    await wait(pollingInterval);
  }
}
