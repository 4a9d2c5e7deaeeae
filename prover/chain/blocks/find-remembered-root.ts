/**
 * From Gloas on the payload of a beacon block may be withheld: then no execution block has its time, and EIP-4788 never
 * gets the root of the block before it. This finds the beacon block itself in EIP-4788, or one next to it.
 *
 *     beacon blocks     A ◄── B ◄── C ◄── D           B names execution block h, on which its own payload builds
 *     EIP-4788          payload of C stores root B; if it is withheld, that of D stores root C, and B is never stored
 *
 * Source: consensus-specs gloas/beacon-chain.md (process_execution_payload_bid); EIP-4788.
 * @module
 */
import type { Hex } from "../../hex.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { RpcContradictionError } from "../client/rpc-errors.ts";
import { BlockRootForgottenError } from "./block-errors.ts";
import { blockAt, blockWithHash } from "./execution-block.ts";
import { readBeaconRoot } from "./read-beacon-root.ts";

export interface RememberedRoot {
  readonly blockRoot: Hex;
  /** Under which EIP-4788 has it, seconds. */
  readonly nextTimestamp: bigint;
}

/**
 * @param blockRoot Of a Gloas beacon block.
 * @param blockHash The execution block that its state names.
 * @returns The block itself where EIP-4788 has it, else the block that the next payload names: its parent, or a later one.
 * @throws NextBlockMissingError, RpcContradictionError, BlockRootForgottenError, and the RPC errors.
 */
export async function findRememberedRoot(
  chain: ChainClient,
  blockRoot: Hex,
  blockHash: Hex,
): Promise<RememberedRoot> {
  const { number } = await blockWithHash(chain, blockHash);
  // Its own payload, if that was revealed, names its parent; the next one names it, if no payload in between is missing.
  const next = await blockAt(chain, number + 1n);
  if (next.parentHash !== blockHash) {
    const what = `Parent of execution block ${next.number}`;
    throw new RpcContradictionError(chain.name, what, blockHash, next.parentHash);
  }
  if (next.parentBeaconBlockRoot === blockRoot) return remembered(chain, blockRoot, next.timestamp);
  const second = await blockAt(chain, number + 2n);
  const found = second.parentBeaconBlockRoot === blockRoot ? second : next;
  const root = found.parentBeaconBlockRoot;
  if (root === undefined) {
    const what = `Parent beacon root of execution block ${found.number}`;
    throw new RpcContradictionError(chain.name, what, "a root (Cancun)", "none");
  }
  return remembered(chain, root, found.timestamp);
}

async function remembered(chain: ChainClient, blockRoot: Hex, timestamp: bigint): Promise<RememberedRoot> {
  const root = await readBeaconRoot(chain, timestamp);
  if (root === undefined) throw new BlockRootForgottenError(timestamp);
  if (root !== blockRoot) {
    const what = `Root that EIP-4788 returns for timestamp ${timestamp}`;
    throw new RpcContradictionError(chain.name, what, blockRoot, root);
  }
  return { blockRoot, nextTimestamp: timestamp };
}
