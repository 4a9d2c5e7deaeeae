/**
 * Finds the execution block after a proved one: EIP-4788 stores a beacon block root under the timestamp of the NEXT
 * block. All answers of the RPC must agree with the proved data.
 * @module
 */
import type { Hex } from "../../hex.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { RpcContradictionError } from "../client/rpc-errors.ts";
import { BlockRootForgottenError } from "./block-errors.ts";
import { blockAt } from "./execution-block.ts";
import { readBeaconRoot } from "./read-beacon-root.ts";

export interface ProvedBlock {
  /** Beacon block root. */
  readonly blockRoot: Hex;
  /** Of the execution block that its state commits to. */
  readonly blockNumber: bigint;
  readonly stateRoot: Hex;
}

/**
 * @returns Timestamp of the next block, seconds.
 * @throws NextBlockMissingError, RpcContradictionError, BlockRootForgottenError, and the RPC errors.
 */
export async function findNextTimestamp(
  { blockRoot, blockNumber, stateRoot }: ProvedBlock,
  chain: ChainClient,
): Promise<bigint> {
  const requireEqual = (what: string, expected: string, found: string) => {
    if (found !== expected) throw new RpcContradictionError(chain.name, what, expected, found);
  };
  const proved = await blockAt(chain, blockNumber);
  requireEqual(`State root of execution block ${blockNumber}`, stateRoot, proved.stateRoot);

  const next = await blockAt(chain, blockNumber + 1n);
  const parent = next.parentBeaconBlockRoot ?? "none";
  requireEqual(`Parent beacon root of execution block ${blockNumber + 1n}`, blockRoot, parent);
  requireEqual(`Parent of execution block ${blockNumber + 1n}`, proved.hash, next.parentHash);

  const root = await readBeaconRoot(chain, next.timestamp);
  if (root === undefined) throw new BlockRootForgottenError(next.timestamp);
  requireEqual(`Root that EIP-4788 returns for timestamp ${next.timestamp}`, blockRoot, root);
  return next.timestamp;
}
