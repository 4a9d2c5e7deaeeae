/**
 * Reads a PufferRegistry: its entries, and what it has noted of pairs.
 * @module
 */
import type { Address } from "viem";
import type { Hex } from "../../hex.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { readView } from "../client/read-view.ts";
import { opinionRegistryAt, opinionSourceAt } from "./protocol-contracts.ts";

/** A validator of the protocol as the contracts name it. */
export interface PairArgument {
  /** Of the module: bytes32. */
  readonly name: Hex;
  readonly index: bigint;
}

export type PairPlacement = "unknown" | "placed" | "foreign";

export interface PairRecord {
  /** In the order of announcements, from 1; 0 if it was never announced. */
  readonly number: number;
  /** In the order of settlements, from 1; 0 if it is not settled. */
  readonly settledNumber: number;
  readonly placement: PairPlacement;
}

/** As the contract's enum. */
const PLACEMENTS: readonly PairPlacement[] = ["unknown", "placed", "foreign"];
/** Entries of one answer. */
const ENTRIES_PER_CALL = 500n;
/** Views that are asked at a time. */
const VIEWS_AT_ONCE = 100;

/** Indices in the order of the chain, as it was at a block. @throws ContractUnreadableError, and the RPC errors. */
export async function readPairEntries(
  chain: ChainClient,
  registry: Address,
  blockNumber: bigint,
): Promise<number[]> {
  const contract = opinionRegistryAt(registry);
  const count = await readView(chain, contract, "count", [], blockNumber);
  const indices: number[] = [];
  for (let from = 0n; from < count; from += ENTRIES_PER_CALL) {
    const range = [from, from + ENTRIES_PER_CALL] as const;
    const [some] = await readView(chain, contract, "entries", range, blockNumber);
    indices.push(...some.map(Number));
  }
  return indices;
}

/** In the order of the pairs. @throws ContractUnreadableError, and the RPC errors. */
export function readPairRecords(
  chain: ChainClient,
  registry: Address,
  pairs: readonly PairArgument[],
): Promise<PairRecord[]> {
  return atATime(pairs, async ({ name, index }) => {
    const record = await readView(chain, opinionRegistryAt(registry), "pairOf", [name, index]);
    return { ...record, placement: PLACEMENTS[record.placement] ?? "unknown" };
  });
}

/** Whether the protocol counts each pair now. @throws ContractUnreadableError, and the RPC errors. */
export function readAreActive(
  chain: ChainClient,
  source: Address,
  pairs: readonly PairArgument[],
): Promise<boolean[]> {
  return atATime(pairs, async ({ name, index }) => {
    const [isActive] = await readView(chain, opinionSourceAt(source), "validatorOf", [name, index]);
    return isActive;
  });
}

/** All pairs that were ever announced, by the events. @throws the RPC errors, also where a node limits the range of blocks. */
export async function readAnnouncedPairs(chain: ChainClient, registry: Address): Promise<PairArgument[]> {
  const events = await chain.ask(
    "the announcements of the second opinion's registry",
    chain.viem.getContractEvents({
      address: registry,
      abi: opinionRegistryAt(registry).abi,
      eventName: "Announced",
      fromBlock: 0n,
      strict: true,
    }),
  );
  return events.map(({ args: { name, index } }) => ({ name, index }));
}

async function atATime<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let from = 0; from < items.length; from += VIEWS_AT_ONCE) {
    answers.push(...(await Promise.all(items.slice(from, from + VIEWS_AT_ONCE).map(ask))));
  }
  return answers;
}
