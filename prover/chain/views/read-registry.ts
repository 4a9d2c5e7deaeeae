/**
 * The protocol's list of validators, from the ValidatorRegistry contract. The RPC is not trusted: the oracle compares
 * the commitment of this list with its own.
 * @module
 */
import type { Address } from "viem";
import type { Hex } from "../../hex.ts";
import { atOneBlock } from "../client/at-one-block.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { readView } from "../client/read-view.ts";
import { ExecutionRpcNonsenseError } from "../client/rpc-errors.ts";
import { registryAt } from "./protocol-contracts.ts";

/** Status of a provision; `provisioned` means that its index is not registered yet. */
export type ProvisionStatus = "provisioned" | "registered" | "written-off";

/** A validator funded by the pool. */
export interface RegistryProvision {
  /** From 1. */
  readonly number: bigint;
  /** hash_tree_root of its public key. */
  readonly pubkeyRoot: Hex;
  readonly principalGwei: bigint;
  /** Null until it is registered. */
  readonly validatorIndex: number | null;
  /** Seconds. */
  readonly provisionedAt: bigint;
  /** When it was written off, or when its principal came back to the pool, seconds; 0 before. */
  readonly settledAt: bigint;
  readonly status: ProvisionStatus;
}

export interface RegistryContents {
  readonly contract: Address;
  /** Execution block at which all of it was read. */
  readonly blockNumber: bigint;
  /** In the order of the chain. */
  readonly entries: readonly { readonly index: number; readonly principalGwei: bigint }[];
  /** Provisions announced by `timestamp`, by number. */
  readonly provisions: readonly RegistryProvision[];
  /** The time that was given, seconds. */
  readonly timestamp: bigint;
  /** All pods, including later ones. */
  readonly pods: readonly Address[];
}

/** Entries or provisions per call; a few storage reads each, far below the call limits of nodes. */
const ITEMS_PER_CALL = 1_000n;
/** By the contract's ProvisionStatus. */
const STATUSES: Record<number, ProvisionStatus> = { 1: "provisioned", 2: "registered", 3: "written-off" };

/**
 * Everything is read at one block, so that nothing changes midway.
 * @param timestamp Of the block to prove, seconds; later provisions are ignored.
 * @throws ContractUnreadableError where there is no such contract, and the ExecutionRpc errors.
 */
export async function readRegistryContract(
  node: ChainClient,
  registry: Address,
  timestamp: bigint,
): Promise<RegistryContents> {
  const chain = atOneBlock(node);
  const blockNumber = await chain.ask("eth_blockNumber", chain.viem.getBlockNumber({ cacheTime: 0 }));
  const [pods, entries, provisions] = await Promise.all([
    readView(chain, registryAt(registry), "pods", [], blockNumber),
    readEntries(chain, registry, blockNumber),
    readProvisions(chain, registry, timestamp, blockNumber),
  ]);
  return { contract: registry, blockNumber, timestamp, pods, entries, provisions };
}

/** One provision as it is now. @param number  of one that exists. */
export async function readProvision(
  chain: ChainClient,
  registry: Address,
  number: bigint,
): Promise<RegistryProvision> {
  return provisionOf(number, await readView(chain, registryAt(registry), "provisionOf", [number]));
}

/** The pods that existed at a time, in order. */
export async function readPodsBy(
  chain: ChainClient,
  registry: Address,
  timestamp: bigint,
): Promise<Address[]> {
  const [pods, count] = await Promise.all([
    readView(chain, registryAt(registry), "pods", []),
    readView(chain, registryAt(registry), "podsBy", [Number(timestamp)]),
  ]);
  return pods.slice(0, Number(count));
}

/** Of either kind of registry, in the order of the chain. */
export async function readEntries(
  chain: ChainClient,
  registry: Address,
  blockNumber: bigint,
): Promise<RegistryContents["entries"]> {
  const contract = registryAt(registry);
  const count = await readView(chain, contract, "count", [], blockNumber);
  const entries: { index: number; principalGwei: bigint }[] = [];
  for (let from = 0n; from < count; from += ITEMS_PER_CALL) {
    const range = [from, least(from + ITEMS_PER_CALL, count)] as const;
    const [indices, principalsGwei] = await readView(chain, contract, "entries", range, blockNumber);
    if (indices.length !== principalsGwei.length || BigInt(indices.length) !== range[1] - range[0]) {
      const view = `entries(${range}) of the registry ${registry}`;
      throw new ExecutionRpcNonsenseError(chain.name, view);
    }
    indices.forEach((index, i) => {
      entries.push({ index: Number(index), principalGwei: principalsGwei[i]! });
    });
  }
  return entries;
}

async function readProvisions(
  chain: ChainClient,
  registry: Address,
  timestamp: bigint,
  blockNumber: bigint,
): Promise<RegistryProvision[]> {
  const contract = registryAt(registry);
  const totals = await readView(chain, contract, "totalsBy", [Number(timestamp)], blockNumber);
  const count = totals.provisioned;
  const provisions: RegistryProvision[] = [];
  for (let from = 1n; from <= count; from += ITEMS_PER_CALL) {
    const range = [from, least(from + ITEMS_PER_CALL, count + 1n)] as const;
    const given = await readView(chain, contract, "provisions", range, blockNumber);
    provisions.push(...given.map((provision, i) => provisionOf(from + BigInt(i), provision)));
  }
  return provisions;
}

interface OnChainProvision {
  readonly pubkeyRoot: Hex;
  readonly principalGwei: bigint;
  readonly validatorIndex: bigint;
  readonly provisionedAt: number;
  readonly settledAt: number;
  readonly status: number;
}

function provisionOf(
  number: bigint,
  { pubkeyRoot, principalGwei, validatorIndex, provisionedAt, settledAt, status }: OnChainProvision,
): RegistryProvision {
  const named = STATUSES[status];
  return {
    number,
    pubkeyRoot,
    principalGwei,
    validatorIndex: named === "registered" ? Number(validatorIndex) : null,
    provisionedAt: BigInt(provisionedAt),
    settledAt: BigInt(settledAt),
    // There is no other status: the contract returns only existing provisions.
    status: named ?? "provisioned",
  };
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
