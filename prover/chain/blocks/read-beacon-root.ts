/**
 * Reads EIP-4788: the root of the beacon block BEFORE the execution block of a timestamp.
 * @module
 */
import type { Hex } from "../../hex.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { hashSchema } from "../client/hash-schema.ts";
import { ExecutionRpcNonsenseError } from "../client/rpc-errors.ts";
import { BEACON_ROOTS_ADDRESS } from "../constants.ts";

/** Size of its ring buffer. */
const REMEMBERED_TIMESTAMPS = 8191n;
const REQUEST = "eth_call of EIP-4788";

/**
 * @returns undefined if it does not have the timestamp: there was no such block, or it is too old.
 * @throws ExecutionRpcNonsenseError, and the other RPC errors.
 */
export async function readBeaconRoot(chain: ChainClient, timestamp: bigint): Promise<Hex | undefined> {
  const call = chain.viem.call({
    to: BEACON_ROOTS_ADDRESS,
    data: `0x${timestamp.toString(16).padStart(64, "0")}`,
  });
  // The contract reverts without data for an unknown timestamp.
  const { data } = await chain.ask(
    REQUEST,
    call.catch((error) => {
      if (/revert/i.test(String(error))) return { data: undefined };
      throw error;
    }),
  );
  if (data === undefined) return undefined;
  const root = hashSchema.safeParse(data);
  if (root.success) return root.data;
  throw new ExecutionRpcNonsenseError(chain.name, REQUEST, undefined, "it is no root");
}

/**
 * First second at which the root of a timestamp may be overwritten: the buffer is indexed by timestamp mod 8,191, a
 * prime, so the next slot with the same index is 8,191 slots later (more if that slot is missed).
 */
export function rememberedUntil(timestamp: bigint, secondsPerSlot: bigint): bigint {
  return timestamp + REMEMBERED_TIMESTAMPS * secondsPerSlot;
}
