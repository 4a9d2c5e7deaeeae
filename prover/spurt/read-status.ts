/**
 * Status of an oracle: open spurts and their missing parts, the rate in effect, rates in review.
 * @module
 */
import type { Address } from "viem";
import { latestBlock } from "../chain/blocks/execution-block.ts";
import { atOneBlock } from "../chain/client/at-one-block.ts";
import { isRefusedWith } from "../chain/client/call-errors.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { readView } from "../chain/client/read-view.ts";
import { connectOracle, type OracleContracts } from "../chain/views/oracle-contracts.ts";
import { oracleAt } from "../chain/views/protocol-contracts.ts";
import { readRegistryContract } from "../chain/views/read-registry.ts";
import { spurtNumberAt, spurtWithNumber } from "../chain/views/spurts.ts";
import { readSpurtStatus, type SpurtStatus } from "./spurt-status.ts";

export interface StatusOptions {
  readonly chain: ChainClient;
  readonly oracle: Address;
  /** Only this spurt; default: the running one and the ones before it. */
  readonly spurt?: bigint | "latest" | undefined;
}

/** Plain JSON; amounts and times (seconds) are decimal strings. */
export interface OracleStatus {
  readonly oracle: Address;
  /** Of the newest block. */
  readonly time: string;
  readonly rate: RateInEffect | null;
  readonly registry: RegistryStatus;
  /** The newest first. */
  readonly spurts: readonly SpurtStatus[];
}

export interface RateInEffect {
  readonly spurt: string;
  /** ETH per pufETH, 18 decimals. */
  readonly value: string;
  readonly isStale: boolean;
  /** Time at which it becomes or became stale. */
  readonly staleAt: string;
}

export interface RegistryStatus {
  readonly address: Address;
  readonly validators: number;
  /** Provisions that are not registered: their deposits are pending, or `register` has to be run. */
  readonly notRegistered: number;
  readonly writtenOff: number;
  readonly pods: number;
}

/** Number of ended spurts shown besides the running one. */
const SHOWN_SPURTS = 4n;

/**
 * At the latest block: the rate in effect, the registry, and how far the spurts are.
 * @throws ContractUnreadableError, ChainMovedError, and the RPC errors.
 */
export async function readStatus({ chain: node, oracle, spurt }: StatusOptions): Promise<OracleStatus> {
  const chain = atOneBlock(node);
  const contracts = await connectOracle(chain, oracle);
  const { timestamp } = await latestBlock(chain);
  const spurts: SpurtStatus[] = [];
  for (const number of await spurtsToShow(chain, contracts, timestamp, spurt)) {
    const shown = await spurtWithNumber(chain, contracts, number);
    spurts.push(await readSpurtStatus(chain, contracts, shown, timestamp));
  }
  return {
    oracle,
    time: timestamp.toString(),
    rate: await readRateInEffect(chain, contracts),
    registry: await readRegistryStatus(chain, contracts, timestamp),
    spurts,
  };
}

/** Numbers, the newest first: the running spurt and the ones before it, or the one that was asked for. */
export async function spurtsToShow(
  chain: ChainClient,
  contracts: OracleContracts,
  now: bigint,
  choice: StatusOptions["spurt"],
): Promise<bigint[]> {
  if (typeof choice === "bigint") return [choice];
  const running = await spurtNumberAt(chain, contracts, now);
  // Before the first spurt, show the first one.
  if (choice === "latest") return [running > 1n ? running - 1n : 1n];
  const newest = running === 0n ? 1n : running;
  const oldest = newest > SHOWN_SPURTS ? newest - SHOWN_SPURTS : 1n;
  return Array.from({ length: Number(newest - oldest) + 1 }, (_, i) => newest - BigInt(i));
}

async function readRateInEffect(
  chain: ChainClient,
  { oracle }: OracleContracts,
): Promise<RateInEffect | null> {
  const contract = oracleAt(oracle);
  const [bounds, inEffect] = await Promise.all([
    readView(chain, contract, "bounds", []),
    readView(chain, contract, "rateInEffect", []).catch((error: unknown) => {
      if (isRefusedWith(error, "NoRate")) return undefined;
      throw error;
    }),
  ]);
  if (inEffect === undefined) return null;
  const [spurt, rate, isStale] = inEffect;
  return {
    spurt: spurt.toString(),
    value: rate.value.toString(),
    isStale,
    staleAt: (rate.blockTimestamp + bounds.maxAge).toString(),
  };
}

async function readRegistryStatus(
  chain: ChainClient,
  { registry }: OracleContracts,
  now: bigint,
): Promise<RegistryStatus> {
  const { entries, provisions, pods } = await readRegistryContract(chain, registry, now);
  const numberOf = (wanted: string) => provisions.filter(({ status }) => status === wanted).length;
  return {
    address: registry,
    validators: entries.length,
    notRegistered: numberOf("provisioned"),
    writtenOff: numberOf("written-off"),
    pods: pods.length,
  };
}
