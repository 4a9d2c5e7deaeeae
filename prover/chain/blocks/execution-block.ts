/**
 * The fields of execution blocks that are used here. viem does not validate answers, so they are checked here.
 * @module
 */
import { BlockNotFoundError } from "viem";
import { z } from "zod";
import type { Hex } from "../../hex.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { hashSchema } from "../client/hash-schema.ts";
import { ExecutionRpcNonsenseError, RpcContradictionError } from "../client/rpc-errors.ts";
import { ExecutionBlockMissingError } from "../execution/proof-errors.ts";
import { NextBlockMissingError } from "./block-errors.ts";

const blockSchema = z.object({
  number: z.bigint(),
  hash: hashSchema,
  parentHash: hashSchema,
  stateRoot: hashSchema,
  /** Of all its transactions together. */
  gasLimit: z.bigint(),
  /** Seconds. */
  timestamp: z.bigint(),
  /** Since Cancun. */
  parentBeaconBlockRoot: hashSchema.optional(),
});

export type ExecutionBlock = z.infer<typeof blockSchema>;

export async function latestBlock(chain: ChainClient): Promise<ExecutionBlock> {
  return parse(chain, "eth_getBlockByNumber latest", chain.viem.getBlock({ blockTag: "latest" }));
}

/** @throws NextBlockMissingError for a block that does not exist yet, and the RPC errors. */
export async function blockAt(chain: ChainClient, blockNumber: bigint): Promise<ExecutionBlock> {
  const latest = await chain.ask("eth_blockNumber", chain.viem.getBlockNumber({ cacheTime: 0 }));
  if (latest < blockNumber) throw new NextBlockMissingError(blockNumber);
  return knownBlockAt(chain, blockNumber);
}

/** Like `blockAt`, for a block that exists according to the same node. */
export async function knownBlockAt(chain: ChainClient, blockNumber: bigint): Promise<ExecutionBlock> {
  const request = `eth_getBlockByNumber ${blockNumber}`;
  const block = await parse(chain, request, chain.viem.getBlock({ blockNumber }));
  if (block.number === blockNumber) return block;
  throw new RpcContradictionError(
    chain.name,
    "Number of the execution block asked for",
    String(blockNumber),
    String(block.number),
  );
}

/** @throws ExecutionBlockMissingError, RpcContradictionError for a block with another hash, and the RPC errors. */
export async function blockWithHash(chain: ChainClient, blockHash: Hex): Promise<ExecutionBlock> {
  const request = `eth_getBlockByHash ${blockHash}`;
  const asked = chain.viem.getBlock({ blockHash }).catch((error: unknown) => {
    if (error instanceof BlockNotFoundError) throw new ExecutionBlockMissingError(chain.name, blockHash);
    throw error;
  });
  const block = await parse(chain, request, asked);
  if (block.hash === blockHash) return block;
  const what = "Hash of the execution block asked for";
  throw new RpcContradictionError(chain.name, what, blockHash, block.hash);
}

async function parse(chain: ChainClient, request: string, asked: Promise<unknown>): Promise<ExecutionBlock> {
  const block = blockSchema.safeParse(await chain.ask(request, asked));
  if (!block.success) throw new ExecutionRpcNonsenseError(chain.name, request, block.error);
  return block.data;
}
