/**
 * The list of validators as the registry contract announced it, event by event. Nodes limit the block range of
 * eth_getLogs, each to a different number: the range shrinks when a node refuses, and grows again.
 * @module
 */
import { type Address, getAbiItem } from "viem";
import { validatorRegistryAbi } from "../chain/abi/validator-registry-abi.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { readView } from "../chain/client/read-view.ts";
import { ExecutionRpcRefusedError } from "../chain/client/rpc-errors.ts";
import { registryAt } from "../chain/views/protocol-contracts.ts";
import type { RegistryEntry } from "../plan/registry.ts";

const registered = getAbiItem({ abi: validatorRegistryAbi, name: "Registered" });

export interface RegisteredEvent extends RegistryEntry {
  /** Number of the provision. */
  readonly provision: bigint;
  /** Of the chain after this entry. */
  readonly commitment: bigint;
}

/**
 * Searches from the newest event back to the first one of the contract, and where it continues an earlier registry, goes on in
 * that one.
 * @param count  Entries that the contract has.
 * @returns By position; undefined where the node returned no event.
 */
export async function readRegistryEvents(
  chain: ChainClient,
  address: Address,
  count: number,
): Promise<(RegisteredEvent | undefined)[]> {
  const registry = registryAt(address);
  const firstOwn = Math.min(count, Number(await readView(chain, registry, "firstOwnEntry", [])));
  const own = await readOwnEvents(chain, address, firstOwn, count);
  if (firstOwn === 0) return own;
  const earlier = await readView(chain, registry, "earlier", []);
  return [...(await readRegistryEvents(chain, earlier, firstOwn)), ...own];
}

/** Of positions `first` to `end - 1`. */
async function readOwnEvents(
  chain: ChainClient,
  address: Address,
  first: number,
  end: number,
): Promise<(RegisteredEvent | undefined)[]> {
  const found: (RegisteredEvent | undefined)[] = Array.from({ length: end - first });
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
        if (position >= BigInt(first) && position < BigInt(end)) {
          found[Number(position) - first] = { index, principalGwei, provision: number, commitment };
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
