/**
 * What a bundle says, in the numbers that people and programs ask for.
 * @module
 */

import {
  consolidatedWei,
  type Policy,
  pendingDepositsWei,
  totalWei,
  withdrawalsWei,
  writtenOffCount,
} from "../chain/execution/execution-proof.ts";
import { reservesOf } from "../chain/execution/reserves.ts";
import type { PublicInputs } from "../plan/public-inputs.ts";
import { WEI_PER_GWEI } from "../units.ts";
import type { CheckedDeployment } from "./check-deployment.ts";
import { type DeploymentSummary, summarizeDeployment } from "./deployment-summary.ts";
import type { Bundle } from "./schema.ts";

/** Scale of a rate: 1e18 is one ETH for one pufETH. */
export const RATE_SCALE = 10n ** 18n;

/** What a bundle says, checked or not. Plain JSON; amounts are decimal strings. */
export interface ClaimedSummary {
  readonly blockRoot: string;
  readonly slot: number;
  readonly fork: string;
  /** Validators consumed, those that do not exist yet among them. */
  readonly validators: number;
  /**
   * Number of leading validators that no page of this bundle proves. Normally 0. Otherwise their part of the amounts is
   * only claimed here: the oracle counts them by the pages that it has accepted.
   */
  readonly startCount: number;
  readonly existing: number;
  /** Indices past the end of the balances list, counted as 0 ETH, in registry order. */
  readonly notExisting: readonly string[];
  /** Validators alone: Σ balance. */
  readonly rawGwei: string;
  /** Validators alone: Σ min(balance, principal). */
  readonly principalGwei: string;
  /**
   * Principal that validators hold for others, which were consolidated into them (EIP-7251): counts beside
   * `principalGwei` by the policy `principal`.
   */
  readonly consolidatedGwei: string;
  /** Sources including pods; 0 without execution proofs, like the amounts below. */
  readonly sourcesWei: string;
  /** Deposits of the protocol that wait in the queue. */
  readonly pendingDepositsWei: string;
  /** On its way from the consensus layer to sources and pods; null before Gloas, where nothing is under way. */
  readonly withdrawalsWei: string | null;
  readonly liabilitiesWei: string;
  /** Principal that the pool has provided and not got back; null without execution proofs. */
  readonly outstandingWei: string | null;
  /** Of validators, waiting deposits and pods, what does not count because it is above that: rewards of the NoOps. */
  readonly aboveOutstandingWei: string;
  /** Provisions whose deposit waits, and those that were written off. */
  readonly waiting: number;
  readonly writtenOff: number;
  /** Which validator total counts; null without execution proofs, when reserves are the principal alone. */
  readonly policy: Policy | null;
  /** What the oracle reports: chain/execution/reserves.ts. */
  readonly reservesWei: string;
  readonly supplyWei: string | null;
  /** reserves × 1e18 / supply, rounded down as on chain; null without execution proofs or with a supply of 0. */
  readonly rate: string | null;
  /** Of contracts that others deployed: then reserves, supply and rate above are those of its accounting. Else null. */
  readonly deployment: DeploymentSummary | null;
  readonly registryCommitment: string;
  readonly pages: number;
  /** "development" (insecure: its secrets were never destroyed) or the id of the ceremony. */
  readonly keys: string;
}

/** Of a `VerifiedBundle`: every check passed. */
export interface BundleSummary extends ClaimedSummary {
  readonly valid: true;
  /** True if the key was compared with one that the caller trusts. */
  readonly keyTrusted: boolean;
}

/**
 * @param totals  signals of the last page.
 * @param deployment  of a bundle that has one.
 * @param creditWei   instead of the bundle's principal of consolidated validators, e.g. what the chain counts.
 */
export function summarizeBundle(
  bundle: Bundle,
  totals: PublicInputs,
  deployment?: CheckedDeployment | undefined,
  creditWei: bigint = bundle.execution === null ? 0n : consolidatedWei(bundle.execution),
): ClaimedSummary {
  const { manifest, registry, execution } = bundle;
  const startWei = BigInt(manifest.startWei);
  const amounts = {
    sourcesWei: execution ? totalWei(execution.sources) : 0n,
    pendingDepositsWei: execution ? pendingDepositsWei(execution) : 0n,
    withdrawalsWei: execution?.withdrawals ? withdrawalsWei(execution) : null,
    liabilitiesWei: execution ? totalWei(execution.liabilities) : 0n,
  };
  const validatorsWei = (execution?.policy === "raw" ? totals.rawOutWei : totals.principalOutWei) - startWei;
  const deployed =
    deployment &&
    summarizeDeployment(bundle, deployment, totals.principalOutWei - startWei, totals.rawOutWei - startWei);
  const { outstandingWei, aboveOutstandingWei, reservesWei } = execution
    ? reservesOf(execution, validatorsWei, creditWei)
    : {
        outstandingWei: null,
        aboveOutstandingWei: 0n,
        reservesWei: deployed?.accounting.backingWei ?? validatorsWei,
      };
  const supplyWei = execution === null ? (deployed?.supplyWei ?? null) : BigInt(execution.token.supplyWei);
  return {
    blockRoot: manifest.blockRoot,
    slot: manifest.header.slot,
    fork: manifest.fork,
    validators: Number(totals.countOut),
    startCount: manifest.startCount,
    existing: Number(totals.existingOut),
    notExisting: registry
      .filter(({ index }) => BigInt(index) >= BigInt(manifest.listLength))
      .map(({ index }) => index),
    rawGwei: ((totals.rawOutWei - startWei) / WEI_PER_GWEI).toString(),
    principalGwei: ((totals.principalOutWei - startWei) / WEI_PER_GWEI).toString(),
    consolidatedGwei: (creditWei / WEI_PER_GWEI).toString(),
    sourcesWei: amounts.sourcesWei.toString(),
    pendingDepositsWei: amounts.pendingDepositsWei.toString(),
    withdrawalsWei: amounts.withdrawalsWei?.toString() ?? null,
    liabilitiesWei: amounts.liabilitiesWei.toString(),
    outstandingWei: outstandingWei?.toString() ?? null,
    aboveOutstandingWei: aboveOutstandingWei.toString(),
    waiting: execution?.deposits.waiting.length ?? 0,
    writtenOff: execution ? writtenOffCount(execution.deposits) : 0,
    policy: execution?.policy ?? null,
    reservesWei: reservesWei.toString(),
    supplyWei: supplyWei === null ? null : supplyWei.toString(),
    rate: supplyWei ? ((reservesWei * RATE_SCALE) / supplyWei).toString() : null,
    deployment: deployed?.summary ?? null,
    registryCommitment: totals.commitmentOut.toString(),
    pages: manifest.pages.length,
    keys: manifest.key.kind === "development" ? "development" : manifest.key.id,
  };
}
