/**
 * The state of the chain at one block alone, for whoever asks more than one question about it: "latest" is another block at each
 * question, of another branch where the node reorganizes in between, or stands with others behind one address. The block is fixed by
 * the first question, by its hash (EIP-1898); a node that no longer has it on its branch says so, and never answers of another one.
 * @module
 */
import { createPublicClient, custom, numberToHex } from "viem";
import type { ChainClient } from "./chain-client.ts";
import { ChainMovedError } from "./chain-moved-error.ts";

interface Question {
  readonly method: string;
  readonly params?: readonly unknown[] | undefined;
}
interface Pinned {
  readonly number: string;
  readonly hash: string;
}

/** Methods that name a block, and at which parameter. */
const BLOCK_PARAMETER: Readonly<Record<string, number>> = {
  eth_call: 1,
  eth_getBalance: 1,
  eth_getCode: 1,
  eth_getProof: 2,
  eth_getStorageAt: 2,
};
/** A contract that reverts has answered. */
const REVERTED = /revert/i;

/**
 * A client that reads alone: what is sent goes through the one that it was made of.
 * @param blockNumber  undefined: the latest block at the first question.
 */
export function atOneBlock(chain: ChainClient, blockNumber?: bigint): ChainClient {
  const request = chain.viem.request as (question: Question) => Promise<unknown>;
  const tag = blockNumber === undefined ? "latest" : numberToHex(blockNumber);
  const pin = async (): Promise<Pinned> => {
    const block = await blockNamed(request, tag);
    if (typeof block?.number !== "string" || typeof block.hash !== "string")
      throw new ChainMovedError(chain.name, `block ${blockNumber ?? "latest"}`);
    return { number: block.number, hash: block.hash };
  };
  let pinned: Promise<Pinned> | undefined;
  const ask = async (question: Question): Promise<unknown> => {
    const { method, params = [] } = question;
    const position = BLOCK_PARAMETER[method];
    const isOfBlock = method === "eth_getBlockByNumber";
    if (method !== "eth_blockNumber" && !isOfBlock && position === undefined) return request(question);
    pinned ??= pin();
    pinned.catch(() => {
      pinned = undefined;
    });
    const { number, hash } = await pinned;
    if (method === "eth_blockNumber") return number;
    const named = isOfBlock ? params[0] : (params[position!] ?? "latest");
    if (named !== "latest" && named !== number) return request(question);
    const moved = () => new ChainMovedError(chain.name, `block ${BigInt(number)} (${hash})`);
    if (isOfBlock) {
      const block = await request({ method: "eth_getBlockByHash", params: [hash, ...params.slice(1)] });
      if (block === null) throw moved();
      return block;
    }
    const by = params.with(position!, { blockHash: hash, requireCanonical: true });
    try {
      return await request({ method, params: by });
    } catch (error) {
      const isAnswer = REVERTED.test(String(error));
      // Not there too where another node behind the same address knows nothing of it.
      if (!isAnswer && (await blockNamed(request, number))?.hash !== hash) throw moved();
      throw error;
    }
  };
  const { pollingInterval } = chain.viem;
  const viem = createPublicClient({
    pollingInterval,
    cacheTime: 0,
    transport: custom({ request: ask }, { retryCount: 0 }),
  });
  return { ...chain, viem };
}

/** Null, or without a hash, where the node has none of this name; what it says is looked at by whoever asks. */
async function blockNamed(
  request: (question: Question) => Promise<unknown>,
  tag: string,
): Promise<Partial<Pinned> | null> {
  const block = await request({ method: "eth_getBlockByNumber", params: [tag, false] });
  return block as Partial<Pinned> | null;
}
