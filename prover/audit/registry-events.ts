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

const EVENTS = [
  getAbiItem({ abi: validatorRegistryAbi, name: "Registered" }),
  getAbiItem({ abi: validatorRegistryAbi, name: "Extended" }),
] as const;

export interface RegisteredEvent extends RegistryEntry {
  /** Number of the provision. */
  readonly provision: bigint;
}

export interface RegistryEvents {
  /** By position; undefined where the node returned no event. */
  readonly entries: readonly (RegisteredEvent | undefined)[];
  /** The chain after so many entries: at the end of each call that added some, and at multiples. */
  readonly commitments: ReadonlyMap<number, bigint>;
}

/**
 * Searches from the newest event back to the first one of the contract, and where it continues an earlier registry, goes on in
 * that one.
 * @param count  Entries that the contract has.
 */
export async function readRegistryEvents(
  chain: ChainClient,
  address: Address,
  count: number,
): Promise<RegistryEvents> {
  const registry = registryAt(address);
  const firstOwn = Math.min(count, Number(await readView(chain, registry, "firstOwnEntry", [])));
  const own = await readOwnEvents(chain, address, firstOwn, count);
  if (firstOwn === 0) return own;
  const earlier = await readView(chain, registry, "earlier", []);
  const before = await readRegistryEvents(chain, earlier, firstOwn);
  return {
    entries: [...before.entries, ...own.entries],
    commitments: new Map([...before.commitments, ...own.commitments]),
  };
}

/** Of positions `first` to `end - 1`. */
async function readOwnEvents(
  chain: ChainClient,
  address: Address,
  first: number,
  end: number,
): Promise<RegistryEvents> {
  const found: (RegisteredEvent | undefined)[] = Array.from({ length: end - first });
  const commitments = new Map<number, bigint>();
  let toBlock = await chain.ask("eth_blockNumber", chain.viem.getBlockNumber({ cacheTime: 0 }));
  let range = toBlock + 1n;
  while (toBlock >= 0n && found.includes(undefined)) {
    const fromBlock = toBlock + 1n > range ? toBlock + 1n - range : 0n;
    const request = `eth_getLogs of blocks ${fromBlock} to ${toBlock}`;
    try {
      const logs = await chain.ask(
        request,
        chain.viem.getLogs({ address, events: EVENTS, strict: true, fromBlock, toBlock }),
      );
      for (const { eventName, args } of logs) {
        if (eventName === "Extended") {
          commitments.set(Number(args.entries), args.commitment);
          continue;
        }
        const { position, number, validatorIndex, principalGwei } = args;
        const index = Number(validatorIndex);
        if (position >= BigInt(first) && position < BigInt(end)) {
          found[Number(position) - first] = { index, principalGwei, provision: number };
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
  // Events are asked for by number: this fails where the numbers mean other blocks by now.
  await readView(chain, registryAt(address), "firstOwnEntry", []);
  return { entries: found, commitments };
}
