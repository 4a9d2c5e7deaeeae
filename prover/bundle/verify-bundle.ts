/**
 * Verifies a bundle as the contract would, without a chain. Checked here:
 *   - the header hashes to the block root, and the balances list with its length stands under the header;
 *   - every page's link node stands under the balances list;
 *   - public signals continue from page to page, over every validator of the registry from `startCount` on, once and in
 *     order;
 *   - every balance is proved below the link node of its page, and the balances of a page add up to its public signals;
 *   - sources, liabilities and supply are proved under the execution state root of the same beacon state;
 *   - every waiting deposit is in the queue of that state, and validators, waiting deposits and provisions that were
 *     given up are as many as were provisioned;
 *   - consolidated validators whose principal others hold were consolidated by this block, and their groups hold it;
 *   - of contracts that others deployed: their accounting, and that the registry is their validators (check-deployment.ts);
 *   - every Groth16 proof holds for its signals, and the key is the trusted one where one, or a manifest of keys, is given.
 * Taken on trust: what the first `startCount` validators hold, where that is not 0 (the oracle has counted them itself, and
 * `finalize` compares); that the block root is the chain's (`submit` and the contract ask the chain), that the registry
 * is the protocol's (the contract compares its commitment), that sources, liabilities, token and policy are the oracle's,
 * and provisions and pods the registry's (the contract knows its own), which target a consolidated validator had (the
 * chain was shown it once, and `finalize` and `audit` compare), number and time of the execution block (they only
 * say where to look), and, without a trusted key, the bundle's own key.
 * @module
 */

import type { VerificationKey } from "../groth16/verification-key.ts";
import { checkKeyClaim } from "../keys/check-key-claim.ts";
import type { KeysManifest } from "../keys/manifest.ts";
import type { NetworkFile } from "../puffer/network.ts";
import { BUNDLE_CHECKS, type BundleUnderCheck } from "./bundle-checks.ts";
import { type BundleSummary, summarizeBundle } from "./bundle-summary.ts";
import { checkNetwork } from "./check-network.ts";
import { checkTrustedKey } from "./check-proofs.ts";
import type { BundleDeployment } from "./deployment-schema.ts";
import { keyClaimOf } from "./key-claim-of.ts";
import type { Bundle, BundleExecution, BundleManifest, BundlePage, BundleRegistry } from "./schema.ts";

export interface VerifyBundleOptions {
  /** A trusted key, to compare with the bundle's. */
  readonly trustedVerificationKey?: VerificationKey | undefined;
  /** A trusted manifest, which must list the bundle's key and circuit. */
  readonly keysManifest?: KeysManifest | undefined;
  /** A trusted network file, which a bundle of deployed contracts must have been made with. */
  readonly network?: NetworkFile | undefined;
  /** Called after each proof. */
  readonly onProgress?: (pagesDone: number, pageCount: number) => void;
}

/** Not exported: only `verifyBundle` makes one, and a changed copy of one is none. */
class CheckedBundle implements Bundle {
  /** Protected, so that no other type has the form of this one. */
  declare protected readonly isChecked: true;
  readonly manifest: BundleManifest;
  readonly registry: BundleRegistry;
  readonly pages: readonly BundlePage[];
  readonly execution: BundleExecution | null;
  readonly deployment: BundleDeployment | undefined;
  readonly verificationKey: VerificationKey;
  constructor(
    bundle: Bundle,
    readonly summary: BundleSummary,
  ) {
    this.manifest = bundle.manifest;
    this.registry = bundle.registry;
    this.pages = bundle.pages;
    this.execution = bundle.execution;
    this.deployment = bundle.deployment;
    this.verificationKey = bundle.verificationKey;
  }
}

/** A bundle of which every check passed, and what it says. */
export type VerifiedBundle = CheckedBundle;

/**
 * @returns The bundle again, as one that may be submitted and reported.
 * @throws One CheckFailedError a claim: see `verify-errors.ts`, `keys/errors.ts`, and `state/` for account and storage proofs.
 */
export async function verifyBundle(
  bundle: Bundle,
  { trustedVerificationKey, keysManifest, network, onProgress = () => {} }: VerifyBundleOptions = {},
): Promise<VerifiedBundle> {
  const { pages } = bundle;
  if (trustedVerificationKey) checkTrustedKey(bundle, trustedVerificationKey);
  if (keysManifest) checkKeyClaim(keyClaimOf(bundle), keysManifest);
  if (network && bundle.deployment) checkNetwork(network, bundle.deployment.network);
  const checked: BundleUnderCheck = { bundle, onProof: (pagesDone) => onProgress(pagesDone, pages.length) };
  for (const check of BUNDLE_CHECKS) await check.run(checked);
  return new CheckedBundle(bundle, {
    valid: true,
    ...summarizeBundle(bundle, checked.totals!, checked.deployment),
    keyTrusted: (trustedVerificationKey ?? keysManifest) !== undefined,
  });
}
