/**
 * One end of an interval of a chain: the state, and the execution block up to which withdrawals are paid in it.
 * @module
 */
import type { ChainClient } from "../chain/client/chain-client.ts";
import { executionAnchorOf } from "../state/execution-anchor-of.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import type { IntervalEnd } from "./compute-interval.ts";

/** @throws how the RPC fails. */
export async function endOf(
  chain: ChainClient,
  state: VerifiedState,
): Promise<IntervalEnd & { readonly timestamp: bigint }> {
  const { blockNumber, blockHash, timestamp } = await executionAnchorOf(chain, state);
  return { state, execution: { blockNumber, blockHash }, timestamp };
}
