/**
 * The list of validators as the registry contract announced it, event by event. Nodes limit the block range of
 * eth_getLogs, each to a different number: the range shrinks when a node refuses, and grows again.
 * @module
 */
import { type Address, getAbiItem } from "viem";
import { validatorRegistryAbi } from "../chain/abi/validator-registry-abi.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { ExecutionRpcRefusedError } from "../chain/client/rpc-errors.ts";
import type { RegistryEntry } from "../plan/registry.ts";

const registered = getAbiItem({ abi: validatorRegistryAbi, name: "Registered" });

export interface RegisteredEvent extends RegistryEntry {
  /** Number of the provision. */
  readonly provision: bigint;
  /** Of the chain after this entry. */
  readonly commitment: bigint;
}

/**
 * Searches from the newest event back to the first one, whose position is 0.
 * @param count  Entries that the contract has.
 * @returns By position; undefined where the node returned no event.
 */
export async function readRegistryEvents(
  chain: ChainClient,
  address: Address,
  count: number,
): Promise<(RegisteredEvent | undefined)[]> {
  const found: (RegisteredEvent | undefined)[] = Array.from({ length: count });
  let toBlock = await chain.ask("eth_blockNumber", chain.viem.getBlockNumber({ cacheTime: 0 }));
  let range = toBlock + 1n;
  while (toBlock >= 0n && found.includes(undefined)) {
    const fromBlock = toBlock + 1n > range ? toBlock + 1n - range : 0n;
    const request = `eth_getLogs of blocks ${fromBlock} to ${toBlock}`;
    try {
      const logs = await chain.ask(
        request,
        chain.viem.getLogs({ address, event: registered, strict: true, fromBlock, toBlock }),
      );
      for (const { args } of logs) {
        const { position, number, validatorIndex, principalGwei, commitment } = args;
        const index = Number(validatorIndex);
        if (position < BigInt(count)) {
          found[Number(position)] = { index, principalGwei, provision: number, commitment };
        }
      }
    } catch (error) {
      if (!(error instanceof ExecutionRpcRefusedError) || range <= 1n) throw error;
      range = range / 4n > 0n ? range / 4n : 1n;
      continue;
    }
    toBlock = fromBlock - 1n;
    range *= 2n;
  }
  return found;
}
