/**
 * Finds, on the chain, the block after the proved one: EIP-4788 stores a beacon block root under the timestamp of
 * the NEXT block. Everything that the RPC says on the way must agree with the bundle.
 * @module
 */
import { z } from "zod";
import type { Bundle } from "../bundle/schema.ts";
import { ExecutionRpcNonsenseError } from "../state/execution/errors.ts";
import { BEACON_ROOTS_ADDRESS } from "./beacon-roots-address.ts";
import type { ChainClient } from "./chain-client.ts";
import {
  BlockRootForgottenError,
  NextBlockMissingError,
  NotSubmittableError,
  RpcContradictionError,
} from "./chain-errors.ts";

/**
 * @returns Timestamp of the next block, seconds.
 * @throws NextBlockMissingError, RpcContradictionError, BlockRootForgottenError, and how the RPC fails.
 */
export async function findNextTimestamp(
  { manifest, execution }: Bundle,
  chain: ChainClient,
): Promise<bigint> {
  if (execution === null) throw new NotSubmittableError();
  const blockNumber = BigInt(execution.blockNumber);
  const proved = await blockAt(chain, blockNumber);
  requireEqual(proved.stateRoot, execution.stateRoot, `State root of execution block ${blockNumber}`, chain);

  const next = await blockAt(chain, blockNumber + 1n);
  const parent = next.parentBeaconBlockRoot ?? "none";
  requireEqual(
    parent,
    manifest.blockRoot,
    `Parent beacon root of execution block ${blockNumber + 1n}`,
    chain,
  );
  requireEqual(next.parentHash, proved.hash, `Parent of execution block ${blockNumber + 1n}`, chain);

  const root = await readBeaconRoot(chain, next.timestamp);
  requireEqual(root, manifest.blockRoot, `Root that EIP-4788 returns for timestamp ${next.timestamp}`, chain);
  return next.timestamp;
}

const hash = z.string().regex(/^0x[0-9a-fA-F]{64}$/);
/** Viem passes on whatever came: what is used of a block is checked here. */
const blockSchema = z.object({
  number: z.bigint(),
  hash,
  parentHash: hash,
  stateRoot: hash,
  timestamp: z.bigint(),
  /** Since Cancun. */
  parentBeaconBlockRoot: hash.optional(),
});

async function blockAt(chain: ChainClient, blockNumber: bigint) {
  const latest = await chain.ask("eth_blockNumber", chain.viem.getBlockNumber({ cacheTime: 0 }));
  if (latest < blockNumber) throw new NextBlockMissingError(blockNumber);
  const request = `eth_getBlockByNumber ${blockNumber}`;
  const block = blockSchema.safeParse(await chain.ask(request, chain.viem.getBlock({ blockNumber })));
  if (!block.success) throw new ExecutionRpcNonsenseError(chain.name, request, block.error);
  requireEqual(
    String(block.data.number),
    String(blockNumber),
    "Number of the execution block asked for",
    chain,
  );
  return block.data;
}

async function readBeaconRoot(chain: ChainClient, timestamp: bigint): Promise<string> {
  const call = chain.viem.call({
    to: BEACON_ROOTS_ADDRESS,
    data: `0x${timestamp.toString(16).padStart(64, "0")}`,
  });
  // The contract reverts, without data, for a timestamp that it does not hold.
  const { data } = await chain.ask(
    "eth_call of EIP-4788",
    call.catch((error) => {
      if (/revert/i.test(String(error))) throw new BlockRootForgottenError(timestamp);
      throw error;
    }),
  );
  if (data === undefined) throw new BlockRootForgottenError(timestamp);
  return data;
}

function requireEqual(found: string, expected: string, what: string, chain: ChainClient): void {
  if (found.toLowerCase() !== expected) throw new RpcContradictionError(chain.name, what, expected, found);
}
