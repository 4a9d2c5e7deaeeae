/**
 * Reads what a PufferRegistry has noted of pairs.
 * @module
 */
import type { Address } from "viem";
import { batches } from "../../batches.ts";
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
/** Views that are asked at a time. */
const VIEWS_AT_ONCE = 100;

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
  for (const some of batches(items, VIEWS_AT_ONCE)) answers.push(...(await Promise.all(some.map(ask))));
  return answers;
}
