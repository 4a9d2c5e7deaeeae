/**
 * The state of the chain at one block alone, for whoever asks more than one question about it: "latest" is another block at each
 * question, of another branch where the node reorganizes in between, or stands with others behind one address. The block is fixed by
 * the first question, by its hash (EIP-1898); a node that no longer has it on its branch says so, and never answers of another one.
 * @module
 */
import { createPublicClient, custom, numberToHex } from "viem";
import type { Hex } from "../../hex.ts";
import type { ChainClient } from "./chain-client.ts";
import { ChainMovedError } from "./chain-moved-error.ts";

interface Question {
  readonly method: string;
  readonly params?: readonly unknown[] | undefined;
}
/** A client that reads alone: what is sent goes through the one that it was made of. */
export interface OneBlockClient extends ChainClient {
  /**
   * Whether all that was answered can be of one branch: each block that was named in an answer is still the one of its number.
   * @throws ChainMovedError, and the RPC errors.
   */
  requireUnmoved(): Promise<void>;
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

/** @param block  its number, or which it is; undefined: the latest block at the first question. */
export function atOneBlock(
  chain: ChainClient,
  block?: bigint | { readonly number: bigint; readonly hash: Hex },
): OneBlockClient {
  const request = chain.viem.request as (question: Question) => Promise<unknown>;
  const tag = typeof block === "bigint" ? numberToHex(block) : "latest";
  /** By number. Blocks before the pinned one are asked for by number alone. */
  const seen = new Map<string, string>();
  const moved = ({ number, hash }: Pinned) =>
    new ChainMovedError(chain.name, `block ${BigInt(number)} (${hash})`);
  const remembered = <T>(answer: T): T => {
    for (const { number, hash } of blocksNamedIn(answer)) {
      const before = seen.get(number) ?? hash;
      if (before !== hash) throw moved({ number, hash: before });
      seen.set(number, hash);
    }
    return answer;
  };
  const pin = async (): Promise<Pinned> => {
    if (typeof block === "object") return remembered({ number: numberToHex(block.number), hash: block.hash });
    const named = await blockNamed(request, tag);
    if (typeof named?.number !== "string" || typeof named.hash !== "string")
      throw new ChainMovedError(chain.name, `block ${block ?? "latest"}`);
    return remembered({ number: named.number, hash: named.hash });
  };
  let pinned: Promise<Pinned> | undefined;
  const ask = async (question: Question): Promise<unknown> => {
    const { method, params = [] } = question;
    const position = BLOCK_PARAMETER[method];
    const isOfBlock = method === "eth_getBlockByNumber";
    if (method === "eth_getLogs") return remembered(await request(question));
    if (method !== "eth_blockNumber" && !isOfBlock && position === undefined) return request(question);
    pinned ??= pin();
    pinned.catch(() => {
      pinned = undefined;
    });
    const { number, hash } = await pinned;
    if (method === "eth_blockNumber") return number;
    const named = isOfBlock ? params[0] : (params[position!] ?? "latest");
    if (named !== "latest" && named !== number) {
      const answer = await request(question);
      return isOfBlock ? remembered(answer) : answer;
    }
    if (isOfBlock) {
      const answer = await request({ method: "eth_getBlockByHash", params: [hash, ...params.slice(1)] });
      if (answer === null) throw moved({ number, hash });
      return remembered(answer);
    }
    const by = params.with(position!, { blockHash: hash, requireCanonical: true });
    try {
      return await request({ method, params: by });
    } catch (error) {
      const isAnswer = REVERTED.test(String(error));
      // Not there too where another node behind the same address knows nothing of it.
      if (!isAnswer && (await blockNamed(request, number))?.hash !== hash) throw moved({ number, hash });
      throw error;
    }
  };
  const { pollingInterval } = chain.viem;
  const viem = createPublicClient({
    pollingInterval,
    cacheTime: 0,
    transport: custom({ request: ask }, { retryCount: 0 }),
  });
  return {
    ...chain,
    viem,
    requireUnmoved: () =>
      chain.ask(
        "eth_getBlockByNumber",
        (async () => {
          for (const [number, hash] of seen)
            if ((await blockNamed(request, number))?.hash !== hash) throw moved({ number, hash });
        })(),
      ),
  };
}

/** Of a block, or of logs. */
function blocksNamedIn(answer: unknown): Pinned[] {
  type Block = { readonly number?: unknown; readonly hash?: unknown };
  type Log = { readonly blockNumber?: unknown; readonly blockHash?: unknown };
  const named = (Array.isArray(answer) ? answer : [answer]) as ((Block & Log) | null)[];
  return named.flatMap((one) => {
    const [number, hash] = [one?.blockNumber ?? one?.number, one?.blockHash ?? one?.hash];
    return typeof number === "string" && typeof hash === "string" ? [{ number, hash }] : [];
  });
}

/** Null, or without a hash, where the node has none of this name; what it says is looked at by whoever asks. */
async function blockNamed(
  request: (question: Question) => Promise<unknown>,
  tag: string,
): Promise<Partial<Pinned> | null> {
  const block = await request({ method: "eth_getBlockByNumber", params: [tag, false] });
  return block as Partial<Pinned> | null;
}
