/**
 * Status of one spurt.
 * @module
 */

import { findSpurtBlock } from "../chain/blocks/find-spurt-block.ts";
import { rememberedUntil } from "../chain/blocks/read-beacon-root.ts";
import { ContractRefusedError } from "../chain/client/call-errors.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { readView } from "../chain/client/read-view.ts";
import { isPayloadApartAt } from "../chain/views/is-payload-apart-at.ts";
import { type OracleContracts, slotAt } from "../chain/views/oracle-contracts.ts";
import {
  type RateStatus,
  readBlockAssetsAddress,
  readImprovableUntil,
  readProgress,
  readRate,
  readReport,
  readStoredBlock,
  type SpurtProgress,
} from "../chain/views/oracle-views.ts";
import { blockAssetsAt, consolidationsAt, registryAt } from "../chain/views/protocol-contracts.ts";
import type { Spurt } from "../chain/views/spurts.ts";
import type { Hex } from "../hex.ts";
import { WEI_PER_GWEI } from "../units.ts";

/** The next step; `none`: it ended before the beacon chain began, so it has no block to prove. */
export type SpurtStep = "wait" | "none" | "open" | "submit" | "finalize" | "done";

/** Plain JSON; amounts and times (seconds) are decimal strings. */
export interface SpurtStatus {
  readonly spurt: string;
  readonly start: string;
  readonly end: string;
  readonly next: SpurtStep;
  /** Last block of the spurt; null while it is running, and if it has none. */
  readonly block: SpurtBlockStatus | null;
  /** Null before it is open. */
  readonly pages: PagesStatus | null;
  /** What counts beside the validators so far; null before it is open. */
  readonly assets: AssetsStatus | null;
  /** Null before it is finalized. */
  readonly report: ReportStatus | null;
}

export interface SpurtBlockStatus {
  readonly root: Hex;
  /** True once stored by BeaconRoots; until then only EIP-4788 has it. */
  readonly isStored: boolean;
  /**
   * From Gloas on, before it is stored: payloads after the spurt may be missing, and the root then is of a later block,
   * from whose state `open` proves the last one. Only a beacon node knows.
   */
  readonly mayBeLater: boolean;
  /**
   * Time until which EIP-4788 keeps it; after that `open` proves it from a newer state. Null once it is stored.
   */
  readonly readableUntil: string | null;
}

export interface PagesStatus {
  readonly accepted: number;
  readonly validatorsProved: string;
  readonly validatorsRequired: string;
  readonly existing: string;
  /** Provisions announced by the time of the block; those that do not exist must wait or be written off. */
  readonly provisioned: string;
}

export interface AssetsStatus {
  /** Sources and pods that were shown to hold something, and what they hold. */
  readonly sources: number;
  readonly sourcesWei: string;
  /** Deposits that were shown to wait. */
  readonly waiting: string;
  /** Principal of consolidated validators that was shown to be held by others; a report takes what was shown before it. */
  readonly consolidatedWei: string;
}

export interface ReportStatus {
  readonly reservesWei: string;
  readonly supplyWei: string;
  readonly rate: string;
  readonly rateStatus: RateStatus;
  readonly effectiveAt: string;
  /** Until when a higher report of the same block may replace it; null once that is over. */
  readonly improvableUntil: string | null;
}

/** @param now Time of the newest block. */
export async function readSpurtStatus(
  chain: ChainClient,
  contracts: OracleContracts,
  spurt: Spurt,
  now: bigint,
): Promise<SpurtStatus> {
  const { number, start, end } = spurt;
  const base = { spurt: number.toString(), start: start.toString(), end: end.toString() };
  const nothing = { block: null, pages: null, assets: null, report: null };
  if (now <= end) return { ...base, ...nothing, next: "wait" };
  if (end < contracts.genesisTime) return { ...base, ...nothing, next: "none" };

  const [stored, progress] = await Promise.all([
    readStoredBlock(chain, contracts, number),
    readProgress(chain, contracts, number),
  ]);
  if (stored === undefined || progress.openedAt === 0n) {
    const block =
      stored === undefined ? await unstoredBlock(chain, contracts, spurt) : storedBlock(stored.root);
    return { ...base, ...nothing, next: "open", block };
  }
  const by = [Number(stored.timestamp)] as const;
  const { provisioned } = await readView(chain, registryAt(contracts.registry), "totalsBy", by);
  return {
    ...base,
    next: stepOf(progress),
    block: storedBlock(stored.root),
    pages: {
      accepted: progress.pages,
      validatorsProved: progress.count.toString(),
      validatorsRequired: progress.requiredCount.toString(),
      existing: progress.existing.toString(),
      provisioned: provisioned.toString(),
    },
    assets: await readAssetsStatus(chain, contracts, number),
    report: progress.finalized ? await readReportStatus(chain, contracts, number, now) : null,
  };
}

function storedBlock(root: Hex): SpurtBlockStatus {
  return { root, isStored: true, mayBeLater: false, readableUntil: null };
}

async function unstoredBlock(
  chain: ChainClient,
  contracts: OracleContracts,
  spurt: Spurt,
): Promise<SpurtBlockStatus> {
  const { blockRoot, nextTimestamp } = await findSpurtBlock(chain, contracts, spurt);
  const readableUntil = rememberedUntil(nextTimestamp, contracts.secondsPerSlot).toString();
  // A fork that the contracts do not know is for `open` to say.
  const mayBeLater = await isPayloadApartAt(chain, contracts, slotAt(contracts, nextTimestamp)).catch(
    (error: unknown) => {
      if (error instanceof ContractRefusedError) return false;
      throw error;
    },
  );
  return { root: blockRoot, isStored: false, mayBeLater, readableUntil };
}

async function readAssetsStatus(
  chain: ChainClient,
  contracts: OracleContracts,
  spurt: bigint,
): Promise<AssetsStatus> {
  const contract = blockAssetsAt(await readBlockAssetsAddress(chain, contracts));
  const consolidations = consolidationsAt(await readView(chain, contract, "consolidations", []));
  const [[sourcesWei], amounts, creditedGwei] = await Promise.all([
    readView(chain, contract, "componentsOf", [spurt]),
    readView(chain, contract, "amountsOf", [spurt]),
    readView(chain, consolidations, "creditedGwei", [spurt]),
  ]);
  return {
    sources: sourcesWei.filter((valueWei) => valueWei > 0n).length,
    sourcesWei: amounts.sourcesWei.toString(),
    waiting: amounts.waiting.toString(),
    consolidatedWei: (creditedGwei * WEI_PER_GWEI).toString(),
  };
}

async function readReportStatus(
  chain: ChainClient,
  contracts: OracleContracts,
  spurt: bigint,
  now: bigint,
): Promise<ReportStatus> {
  const [report, rate, until] = await Promise.all([
    readReport(chain, contracts, spurt),
    readRate(chain, contracts, spurt),
    readImprovableUntil(chain, contracts, spurt),
  ]);
  return {
    reservesWei: report.reservesWei.toString(),
    supplyWei: report.supplyWei.toString(),
    rate: report.rate.toString(),
    rateStatus: rate.status,
    effectiveAt: rate.effectiveAt.toString(),
    improvableUntil: now < until ? until.toString() : null,
  };
}

/** What an open spurt lacks. */
export function stepOf({ finalized, count, requiredCount }: SpurtProgress): SpurtStep {
  if (finalized) return "done";
  return count < requiredCount ? "submit" : "finalize";
}
