/**
 * What a bundle of deployed contracts says, in numbers. Plain JSON; amounts are decimal strings.
 * @module
 */
import { type Accounting, accountOf, type StakeTerms } from "../puffer/accounting.ts";
import { shownActive } from "../puffer/read-deployment.ts";
import { WEI_PER_GWEI } from "../units.ts";
import type { CheckedDeployment } from "./check-deployment.ts";
import { deploymentTerms } from "./deployment-terms.ts";
import { pageValidators } from "./proved-balances.ts";
import type { Bundle } from "./schema.ts";

export interface DeploymentSummary {
  /** Name of the network file. */
  readonly network: string;
  readonly blockNumber: string;
  readonly terms: readonly {
    readonly id: string;
    readonly name: string;
    readonly wei: string;
    readonly from: string;
    readonly cannotSee: string;
  }[];
  /** By the oracle's count. */
  readonly activeValidators: string;
  /** ACTIVE validators that the bundle shows. */
  readonly shown: number;
  /** More that the count says there are; negative where fewer are counted than are shown. */
  readonly unshown: string;
  /** Indices of ACTIVE validators that withdraw to an account that is not their pod. */
  readonly foreign: readonly string[];
  /** ACTIVE, and neither validators nor waiting. */
  readonly missing: readonly { readonly module: string; readonly position: number }[];
  /** Indices of ACTIVE validators that a contract's registry, which was proved, does not have. */
  readonly uncounted: readonly string[];
  readonly waiting: number;
  /** Nobody is left out: what is short is a loss. */
  readonly isComplete: boolean;
  /** Validators below 32 ETH: those that lost, and those that are being withdrawn. */
  readonly below: readonly { readonly index: string; readonly missingGwei: string }[];
  /** Validators above 32 ETH, what is above: rewards of node operators, or of a consolidation. */
  readonly excessWei: string;
  readonly assetsWei: string;
  readonly claimedWei: string;
  readonly aboveClaimsWei: string;
  readonly totalAssetsWei: string;
  readonly backingWei: string;
  readonly shortfallWei: string;
  /** Rewards minted as pufETH, less those that the vault has got: may be negative. */
  readonly unreturnedRewardsWei: string;
  readonly supplyWei: string;
  /** 18 decimals; null without supply. */
  readonly rate: string | null;
  readonly shownRate: string | null;
}

export interface SummarizedDeployment {
  readonly summary: DeploymentSummary;
  readonly accounting: Accounting;
  readonly supplyWei: bigint;
}

/** @param principalWei, rawWei  of all validators of the registry, as proved. */
export function summarizeDeployment(
  bundle: Bundle,
  { file, reading, foreignIndices, missing, uncounted }: CheckedDeployment,
  principalWei: bigint,
  rawWei: bigint,
): SummarizedDeployment {
  const { vault } = reading;
  const stake: StakeTerms = {
    validatorsWei: principalWei,
    waitingWei: sumOf(file.waiting.entries),
    podsWei: podsWei({ file, reading }),
  };
  const accounting = accountOf(vault, stake);
  const shown = shownActive(reading);
  const unshown = vault.activeValidators + BigInt(file.network.oracle.offset.value) - BigInt(shown);
  return {
    accounting,
    supplyWei: vault.supplyWei,
    summary: {
      network: file.network.name,
      blockNumber: file.blockNumber,
      terms: deploymentTerms(vault, stake).map((term) => ({ ...term, wei: term.wei.toString() })),
      activeValidators: vault.activeValidators.toString(),
      shown,
      unshown: unshown.toString(),
      foreign: foreignIndices.map(String),
      missing: missing.map(({ module, position }) => ({ module, position })),
      uncounted: uncounted.map(String),
      waiting: file.waiting.entries.length,
      isComplete: unshown === 0n && missing.length === 0 && uncounted.length === 0,
      below: belowPrincipal(bundle),
      excessWei: (rawWei - principalWei).toString(),
      assetsWei: accounting.assetsWei.toString(),
      claimedWei: accounting.claimedWei.toString(),
      aboveClaimsWei: accounting.aboveClaimsWei.toString(),
      totalAssetsWei: accounting.totalAssetsWei.toString(),
      backingWei: accounting.backingWei.toString(),
      shortfallWei: accounting.shortfallWei.toString(),
      unreturnedRewardsWei: (vault.rewardMintWei - vault.rewardDepositWei).toString(),
      supplyWei: vault.supplyWei.toString(),
      rate: accounting.rate?.toString() ?? null,
      shownRate: accounting.shownRate?.toString() ?? null,
    },
  };
}

/** Pods and modules, and what has left a balance for them and is not there yet. */
function podsWei({ file, reading }: Pick<CheckedDeployment, "file" | "reading">): bigint {
  const held = reading.modules.reduce((sum, { moduleWei, podWei }) => sum + moduleWei + podWei, 0n);
  const accounts = new Set(reading.modules.flatMap(({ module, pod }) => [module, pod]));
  return held + sumOf((file.withdrawals?.entries ?? []).filter(({ address }) => accounts.has(address)));
}

function sumOf(entries: readonly { readonly amountGwei: string }[]): bigint {
  return entries.reduce((sum, { amountGwei }) => sum + BigInt(amountGwei) * WEI_PER_GWEI, 0n);
}

function belowPrincipal(bundle: Bundle): DeploymentSummary["below"] {
  return bundle.pages
    .flatMap((page) => pageValidators(bundle, page))
    .filter(({ balanceGwei, principalGwei }) => balanceGwei !== null && balanceGwei < principalGwei)
    .map(({ index, balanceGwei, principalGwei }) => ({
      index: index.toString(),
      missingGwei: (principalGwei - balanceGwei!).toString(),
    }));
}
