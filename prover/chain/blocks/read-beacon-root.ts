/**
 * What EIP-4788 remembers: the root of the beacon block BEFORE the execution block of a timestamp.
 * @module
 */
import type { Hex } from "../../hex.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { BEACON_ROOTS_ADDRESS } from "../constants.ts";

/** Places in its ring buffer. */
const REMEMBERED_TIMESTAMPS = 8191n;

/** @returns undefined where it does not know the timestamp: there was no such block, or it is too long ago. */
export async function readBeaconRoot(chain: ChainClient, timestamp: bigint): Promise<Hex | undefined> {
  const call = chain.viem.call({
    to: BEACON_ROOTS_ADDRESS,
    data: `0x${timestamp.toString(16).padStart(64, "0")}`,
  });
  // The contract reverts, without data, for a timestamp that it does not hold.
  const { data } = await chain.ask(
    "eth_call of EIP-4788",
    call.catch((error) => {
      if (/revert/i.test(String(error))) return { data: undefined };
      throw error;
    }),
  );
  return data?.toLowerCase() as Hex | undefined;
}

/**
 * First second at which the root under a timestamp may be gone: the buffer is indexed by timestamp mod 8,191, a prime,
 * so the next slot that shares its place is 8,191 slots later (longer, if that slot is missed).
 */
export function rememberedUntil(timestamp: bigint, secondsPerSlot: bigint): bigint {
  return timestamp + REMEMBERED_TIMESTAMPS * secondsPerSlot;
}
