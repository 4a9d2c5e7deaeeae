/**
 * Finds the mined transaction of an account with a number: in the first block after which the account has sent more.
 * @module
 */
import type { Address } from "viem";
import { getTransactionCount } from "viem/actions";
import { z } from "zod";
import type { Hex } from "../../hex.ts";
import { askRaw } from "./ask-raw.ts";
import type { ChainClient } from "./chain-client.ts";

const hex = z
  .string()
  .regex(/^0x[0-9a-fA-F]*$/)
  .transform((text) => text.toLowerCase() as Hex);
const blockSchema = z.object({
  /** `to` is null where a contract is created. */
  transactions: z.array(z.object({ hash: hex, from: hex, to: hex.nullish(), nonce: hex, input: hex })),
});

export type FoundTransaction = z.output<typeof blockSchema>["transactions"][number];

/** A wait for a receipt is shorter, and every node still has the state of these blocks. */
const BLOCKS = 100n;

/** @returns undefined where the last blocks do not have it. @throws the RPC errors. */
export async function findByNumber(
  chain: ChainClient,
  from: Address,
  nonce: number,
): Promise<FoundTransaction | undefined> {
  let having = await chain.ask("eth_blockNumber", chain.viem.getBlockNumber({ cacheTime: 0 }));
  let without = having > BLOCKS ? having - BLOCKS : 0n;
  while (having - without > 1n) {
    const blockNumber = (without + having) / 2n;
    const count = getTransactionCount(chain.viem, { address: from, blockNumber });
    if ((await chain.ask("eth_getTransactionCount", count)) > nonce) having = blockNumber;
    else without = blockNumber;
  }
  const number = `0x${having.toString(16)}`;
  const block = await askRaw(chain, blockSchema.nullable(), "eth_getBlockByNumber", [number, true]);
  const isIt = (one: FoundTransaction) => one.from === from.toLowerCase() && Number(one.nonce) === nonce;
  return block?.transactions.find(isIt);
}
