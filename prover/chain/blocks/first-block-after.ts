/**
 * Finds the first execution block after a time. Without missed slots its number would follow from the slot times; each
 * missed slot lowers it, so a short binary search suffices for a chain of any length.
 * @module
 */
import type { ChainClient } from "../client/chain-client.ts";
import { RpcContradictionError } from "../client/rpc-errors.ts";
import { type ExecutionBlock, knownBlockAt, latestBlock } from "./execution-block.ts";

/**
 * @param time           Seconds.
 * @param secondsPerSlot Minimum time between two blocks.
 * @returns undefined if there is no block after it yet.
 * @throws RpcContradictionError if timestamps do not rise with block numbers, and the RPC errors.
 */
export async function firstBlockAfter(
  chain: ChainClient,
  time: bigint,
  secondsPerSlot: bigint,
): Promise<ExecutionBlock | undefined> {
  let after = await latestBlock(chain);
  if (after.timestamp <= time) return undefined;
  const slotsAfter = (after.timestamp - time + secondsPerSlot - 1n) / secondsPerSlot;
  let beforeNumber = after.number > slotsAfter ? after.number - slotsAfter : 0n;
  const before = await knownBlockAt(chain, beforeNumber);
  if (before.timestamp > time) {
    throw new RpcContradictionError(
      chain.name,
      `Timestamp of execution block ${beforeNumber}`,
      `at most ${time}, ${after.number - beforeNumber} slots of ${secondsPerSlot} s before block ${after.number}`,
      String(before.timestamp),
    );
  }
  // Invariant: block `beforeNumber` is not after the time, block `after` is.
  while (after.number - beforeNumber > 1n) {
    const middle = await knownBlockAt(chain, (beforeNumber + after.number) / 2n);
    if (middle.timestamp > time) after = middle;
    else beforeNumber = middle.number;
  }
  return after;
}
