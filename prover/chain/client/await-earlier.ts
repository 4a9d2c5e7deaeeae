/**
 * Waits for transactions of the account that an earlier run has sent and no block has yet, as after a kill: before that the chain
 * says that what they do is still to be done, and it would be sent twice.
 * @module
 */
import type { Address } from "viem";
import { readCounts } from "./account-counts.ts";
import type { ChainClient } from "./chain-client.ts";
import { repeatUntil } from "./repeat-until.ts";
import { EarlierTransactionsError, SendingInterruptedError } from "./transaction-errors.ts";

/**
 * Called before the chain is asked what is to be done.
 * @returns the number of the account's next transaction.
 * @throws EarlierTransactionsError, SendingInterruptedError, and the RPC errors.
 */
export async function awaitEarlier(
  chain: ChainClient,
  from: Address,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<number> {
  let waiting = 0;
  const next = await repeatUntil(chain, timeoutMs, async () => {
    const { mined, known } = await readCounts(chain, from);
    if (known === mined) return mined;
    if (signal?.aborted) throw new SendingInterruptedError("what was left to do", signal.reason);
    waiting = known - mined;
    return undefined;
  });
  if (next === undefined) throw new EarlierTransactionsError(from, waiting, timeoutMs);
  return next;
}
