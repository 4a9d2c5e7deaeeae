/**
 * Status of a second opinion: what its registry knows, how far the spurts are, and what counts now.
 * @module
 */
import type { Address } from "viem";
import { latestBlock } from "../../chain/blocks/execution-block.ts";
import { atOneBlock } from "../../chain/client/at-one-block.ts";
import { isRefusedWith } from "../../chain/client/call-errors.ts";
import type { ChainClient } from "../../chain/client/chain-client.ts";
import { readView } from "../../chain/client/read-view.ts";
import {
  connectOpinion,
  type OpinionContracts,
  readOpinionReport,
} from "../../chain/views/opinion-contracts.ts";
import { readProgress, readStoredBlock } from "../../chain/views/oracle-views.ts";
import { opinionAssetsAt, opinionAt, opinionRegistryAt } from "../../chain/views/protocol-contracts.ts";
import { type Spurt, spurtWithNumber } from "../../chain/views/spurts.ts";
import { type StatusOptions, spurtsToShow } from "../read-status.ts";
import { type SpurtStep, stepOf } from "../spurt-status.ts";
import { improvableUntil, type OpinionOnChain, opinionOnChain } from "./opinion-result.ts";

/** Plain JSON; amounts and times (seconds) are decimal strings. */
export interface OpinionStatus {
  readonly opinion: Address;
  /** Of the newest block. */
  readonly time: string;
  /** Null before the first report counts. */
  readonly inEffect: OpinionInEffect | null;
  readonly registry: OpinionRegistryStatus;
  /** The newest first. */
  readonly spurts: readonly OpinionSpurtStatus[];
}

export interface OpinionInEffect {
  readonly spurt: string;
  /** Proved, and the lower one of that and the vault's now; ETH per pufETH, 18 decimals. */
  readonly rate: string;
  readonly lowerRate: string;
  /** What counts as short now; 0 up to the tolerance. */
  readonly shortfallWei: string;
  readonly isStale: boolean;
}

export interface OpinionRegistryStatus {
  readonly address: Address;
  readonly modules: number;
  /** Entries of the chain. */
  readonly validators: string;
  /** Pairs. */
  readonly announced: number;
  readonly settled: number;
  readonly foreign: number;
}

export interface OpinionSpurtStatus {
  readonly spurt: string;
  readonly start: string;
  readonly end: string;
  readonly next: SpurtStep;
  readonly blockRoot: string | null;
  /** Null before it is open. */
  readonly pages: { readonly validatorsProved: string; readonly validatorsRequired: string } | null;
  /** Null before the vault's accounting is proved. */
  readonly shown: ShownStatus | null;
  /** Null before it is finalized. */
  readonly report: OpinionOnChain | null;
  readonly isImprovable: boolean;
}

export interface ShownStatus {
  /** N. */
  readonly activeCount: string;
  /** A, Q and W. */
  readonly assetsWei: string;
  readonly podsWei: string;
  readonly waitingWei: string;
}

/** At the latest block. @throws ContractUnreadableError, ChainMovedError, and the RPC errors. */
export async function readOpinionStatus({
  chain: node,
  oracle,
  spurt,
}: StatusOptions): Promise<OpinionStatus> {
  const chain = atOneBlock(node);
  const contracts = await connectOpinion(chain, oracle);
  const { timestamp } = await latestBlock(chain);
  const spurts: OpinionSpurtStatus[] = [];
  for (const number of await spurtsToShow(chain, contracts, timestamp, spurt)) {
    const shown = await spurtWithNumber(chain, contracts, number);
    spurts.push(await spurtStatus(chain, contracts, shown, timestamp));
  }
  return {
    opinion: oracle,
    time: timestamp.toString(),
    inEffect: await readInEffect(chain, contracts),
    registry: await readRegistryStatus(chain, contracts),
    spurts,
  };
}

async function readInEffect(
  chain: ChainClient,
  { oracle }: OpinionContracts,
): Promise<OpinionInEffect | null> {
  const contract = opinionAt(oracle);
  const spurt = await readView(chain, contract, "spurtInEffect", []);
  if (spurt === 0n) return null;
  const [rate, lowerRate, shortfallWei, isStale] = await Promise.all([
    readView(chain, contract, "getRate", []),
    readView(chain, contract, "getLowerRate", []),
    readView(chain, contract, "shortfallInEffect", []),
    readView(chain, contract, "isStale", []),
  ]);
  return {
    spurt: spurt.toString(),
    rate: rate.toString(),
    lowerRate: lowerRate.toString(),
    shortfallWei: shortfallWei.toString(),
    isStale,
  };
}

async function readRegistryStatus(
  chain: ChainClient,
  { registry }: OpinionContracts,
): Promise<OpinionRegistryStatus> {
  const contract = opinionRegistryAt(registry);
  const [modules, count, { announced, settled, foreign }] = await Promise.all([
    readView(chain, contract, "modules", []),
    readView(chain, contract, "count", []),
    readView(chain, contract, "counts", []),
  ]);
  return {
    address: registry,
    modules: modules.length,
    validators: count.toString(),
    announced,
    settled,
    foreign,
  };
}

async function spurtStatus(
  chain: ChainClient,
  contracts: OpinionContracts,
  { number, start, end }: Spurt,
  now: bigint,
): Promise<OpinionSpurtStatus> {
  const base = { spurt: number.toString(), start: start.toString(), end: end.toString() };
  const nothing = { blockRoot: null, pages: null, shown: null, report: null, isImprovable: false };
  if (now <= end) return { ...base, ...nothing, next: "wait" };
  if (end < contracts.genesisTime) return { ...base, ...nothing, next: "none" };
  const [stored, progress, amounts] = await Promise.all([
    readStoredBlock(chain, contracts, number),
    readProgress(chain, contracts, number),
    readView(chain, opinionAssetsAt(contracts.assets), "amountsOf", [number]),
  ]);
  const blockRoot = stored?.root ?? null;
  if (progress.openedAt === 0n) return { ...base, ...nothing, blockRoot, next: "open" };
  const report = progress.finalized ? await readReportIfAny(chain, contracts, number) : undefined;
  return {
    ...base,
    next: stepOf(progress),
    blockRoot,
    pages: {
      validatorsProved: progress.count.toString(),
      validatorsRequired: progress.requiredCount.toString(),
    },
    shown:
      amounts.timestamp === 0
        ? null
        : {
            activeCount: amounts.activeCount.toString(),
            assetsWei: amounts.freeWei.toString(),
            podsWei: amounts.podsWei.toString(),
            waitingWei: amounts.waitingWei.toString(),
          },
    report: report === undefined ? null : opinionOnChain(report),
    isImprovable: report !== undefined && now < improvableUntil(report),
  };
}

/** Between two questions a reorganisation may take it away. */
async function readReportIfAny(chain: ChainClient, contracts: OpinionContracts, spurt: bigint) {
  try {
    return await readOpinionReport(chain, contracts, spurt);
  } catch (error) {
    if (isRefusedWith(error, "NoReport")) return undefined;
    throw error;
  }
}
