/**
 * What a verified bundle says, in the numbers that people and programs ask for.
 * @module
 */

import type { PublicInputs } from "../plan/public-inputs.ts";
import { WEI_PER_GWEI } from "../units.ts";
import type { Bundle } from "./schema.ts";

/** Scale of a rate: 1e18 is one ETH for one pufETH. */
export const RATE_SCALE = 10n ** 18n;

/** Made by `verifyBundle` only, so holding one means that every check passed. Plain JSON; amounts are decimal strings. */
export interface BundleSummary {
  readonly valid: true;
  readonly blockRoot: string;
  readonly slot: number;
  readonly fork: string;
  /** Validators consumed, those that do not exist yet among them. */
  readonly validators: number;
  readonly existing: number;
  /** Consumed indices past the end of the balances list, which counted 0 ETH, in registry order. */
  readonly notExisting: readonly string[];
  /** Validators alone: Σ balance. */
  readonly rawGwei: string;
  /** Validators alone: Σ min(balance, principal). */
  readonly principalGwei: string;
  readonly poolsWei: string;
  /** Pools and principal of validators together: the last page's principal total. */
  readonly reservesWei: string;
  readonly supplyWei: string | null;
  /** reserves × 1e18 / supply, rounded down as on chain; null without execution proofs or with a supply of 0. */
  readonly rate: string | null;
  readonly registryCommitment: string;
  readonly pages: number;
  /** "development" (insecure: its secrets were never destroyed) or the id of the ceremony. */
  readonly keys: string;
  /** The key was compared with one that the caller trusts; otherwise it is the bundle's own word. */
  readonly keyTrusted: boolean;
}

/** @param totals Signals of the last page, already checked. */
export function summarizeBundle(bundle: Bundle, totals: PublicInputs, keyTrusted: boolean): BundleSummary {
  const { manifest, registry, execution } = bundle;
  const poolsWei = BigInt(manifest.poolsWei);
  const supplyWei = execution === null ? null : BigInt(execution.token.supplyWei);
  return {
    valid: true,
    blockRoot: manifest.blockRoot,
    slot: manifest.header.slot,
    fork: manifest.fork,
    validators: Number(totals.countOut),
    existing: Number(totals.existingOut),
    notExisting: registry
      .filter(({ index }) => BigInt(index) >= BigInt(manifest.listLength))
      .map(({ index }) => index),
    rawGwei: ((totals.rawOutWei - poolsWei) / WEI_PER_GWEI).toString(),
    principalGwei: ((totals.principalOutWei - poolsWei) / WEI_PER_GWEI).toString(),
    poolsWei: manifest.poolsWei,
    reservesWei: totals.principalOutWei.toString(),
    supplyWei: supplyWei === null ? null : supplyWei.toString(),
    rate: supplyWei ? ((totals.principalOutWei * RATE_SCALE) / supplyWei).toString() : null,
    registryCommitment: totals.commitmentOut.toString(),
    pages: manifest.pages.length,
    keys: manifest.key.kind === "development" ? "development" : manifest.key.id,
    keyTrusted,
  };
}
