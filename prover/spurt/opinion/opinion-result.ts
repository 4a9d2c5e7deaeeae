/**
 * The report of a second opinion, after comparison with the bundle.
 * @module
 */
import type { Address } from "viem";
import type { BundleSummary } from "../../bundle/bundle-summary.ts";
import type { ChainClient } from "../../chain/client/chain-client.ts";
import { readAfter } from "../../chain/client/read-after.ts";
import type { TransactionResult } from "../../chain/client/send-transaction.ts";
import {
  type Alarm,
  alarmsOf,
  type OpinionContracts,
  type OpinionReport,
  readOpinionReport,
} from "../../chain/views/opinion-contracts.ts";
import { readProgress } from "../../chain/views/oracle-views.ts";
import { WEI_PER_GWEI } from "../../units.ts";
import { OpinionDiffersError } from "./opinion-errors.ts";
import type { PreparedOpinion } from "./prepare-opinion.ts";

/** Plain JSON; amounts and numbers of the chain are decimal strings. */
export interface OpinionResult {
  readonly spurt: string;
  readonly opinion: Address;
  /** No transaction of this run made the report. */
  readonly alreadyFinalized: boolean;
  /** Backing of the report that this run has replaced; null if it made the first one or replaced none. */
  readonly improvedFromWei: string | null;
  readonly transactions: readonly TransactionResult[];
  /** Null in a dry run if there is no report yet. */
  readonly report: OpinionOnChain | null;
  readonly bundle: BundleSummary;
}

export interface OpinionOnChain {
  readonly reporter: Address;
  readonly backingWei: string;
  readonly totalAssetsWei: string;
  readonly shortfallWei: string;
  readonly supplyWei: string;
  /** Backing and total assets for a pufETH, 18 decimals. */
  readonly rate: string;
  readonly shownRate: string;
  /** Pairs that the protocol counts and nobody announced. */
  readonly unannounced: string;
  /** Announced pairs that neither exist, wait nor are foreign. */
  readonly missing: string;
  readonly alarms: readonly Alarm[];
  /** Of the block, seconds. */
  readonly blockTimestamp: string;
  /** When it counts from, seconds. */
  readonly effectiveAt: string;
  /** Until when a higher one of the same block may replace it, seconds. */
  readonly improvableUntil: string;
}

const RATE_SCALE = 10n ** 18n;
/** IMPROVEMENT_PERIOD of the contract. */
const IMPROVEMENT_SECONDS = 86_400n;

export function improvableUntil({ firstReportedAt }: Pick<OpinionReport, "firstReportedAt">): bigint {
  return BigInt(firstReportedAt) + IMPROVEMENT_SECONDS;
}

export function opinionOnChain(report: OpinionReport): OpinionOnChain {
  const { supplyWei, backingWei, totalAssetsWei } = report;
  return {
    reporter: report.reporter,
    backingWei: backingWei.toString(),
    totalAssetsWei: totalAssetsWei.toString(),
    shortfallWei: report.shortfallWei.toString(),
    supplyWei: supplyWei.toString(),
    rate: ((backingWei * RATE_SCALE) / supplyWei).toString(),
    shownRate: ((totalAssetsWei * RATE_SCALE) / supplyWei).toString(),
    unannounced: report.unannounced.toString(),
    missing: report.missing.toString(),
    alarms: alarmsOf(report),
    blockTimestamp: report.blockTimestamp.toString(),
    effectiveAt: report.effectiveAt.toString(),
    improvableUntil: improvableUntil(report).toString(),
  };
}

/**
 * @param made  what this run sent that wrote a report.
 * @throws OpinionDiffersError, and the RPC errors.
 */
export async function opinionResult(
  { chain, contracts, spurt, bundle }: PreparedOpinion,
  transactions: readonly TransactionResult[],
  made: TransactionResult | undefined,
  improvedFromWei?: bigint,
): Promise<OpinionResult> {
  const isDry = transactions.at(-1)?.sent === null;
  const result = {
    spurt: spurt.toString(),
    opinion: contracts.oracle,
    alreadyFinalized: made === undefined && !isDry,
    improvedFromWei: made === undefined ? null : (improvedFromWei?.toString() ?? null),
    transactions,
    bundle: bundle.summary,
  };
  if (isDry) return { ...result, report: null };
  const report = await readAfter(chain, made, async (blockNumber) => {
    const read = await readOpinionReport(chain, contracts, spurt, blockNumber);
    await compareOpinion(chain, contracts, spurt, read, bundle.summary);
    return read;
  });
  return { ...result, report: opinionOnChain(report) };
}

/**
 * The vault's side must be the bundle's to the wei, and the validators' where both have as many. What backs it beside them
 * anyone may show, so it can be less than the bundle has, until that is shown.
 */
async function compareOpinion(
  chain: ChainClient,
  contracts: OpinionContracts,
  spurt: bigint,
  report: OpinionReport,
  { deployment, validators, principalGwei, rawGwei, existing }: BundleSummary,
): Promise<void> {
  const { count } = await readProgress(chain, contracts, spurt);
  const comparisons: [what: string, expected: string, found: bigint][] = [
    ["sum of total assets (wei)", deployment!.totalAssetsWei, report.totalAssetsWei],
    ["supply (wei)", deployment!.supplyWei, report.supplyWei],
  ];
  if (count === BigInt(validators)) {
    comparisons.push(
      ["principal (wei)", String(BigInt(principalGwei) * WEI_PER_GWEI), report.principalWei],
      ["sum of balances (wei)", String(BigInt(rawGwei) * WEI_PER_GWEI), report.rawWei],
      ["number of existing validators", String(existing), report.existing],
    );
  }
  for (const [what, expected, found] of comparisons) {
    if (expected !== String(found)) throw new OpinionDiffersError(spurt, what, expected, String(found));
  }
}
