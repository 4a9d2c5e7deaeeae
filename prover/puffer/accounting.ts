/**
 * What backs pufETH, by the numbers of one block. Pure; everything in wei.
 *
 *     A            = stETH + lidoLocked + WETH + ETH − pending distribution
 *     totalAssets  = A + 32 ETH · N + M                       what the vault says; M = reward mint − reward deposit
 *     backing      = A + min(V + W + Q, 32 ETH · N + M)
 *     shortfall    = totalAssets − backing
 *
 *     V  validators: each balance up to 32 ETH       W  deposits that wait in the beacon chain's queue
 *     Q  ETH of pods and modules, and on its way to them
 *
 * The cap makes it harmless to count too much: rewards that the vault has not minted, gifts, entries of others with a pod's
 * credentials. Whatever is left out only lowers the result, so it is a lower bound.
 * @module
 */
import { WEI_PER_GWEI } from "../units.ts";

/** What the protocol deposits for a validator, and claims for each ACTIVE one. */
export const PRINCIPAL_GWEI = 32_000_000_000n;
export const PRINCIPAL_WEI = PRINCIPAL_GWEI * WEI_PER_GWEI;
/** 1e18 is one ETH for one pufETH. */
const RATE_SCALE = 10n ** 18n;

/** Of the vault and its oracle. */
export interface VaultTerms {
  readonly ethWei: bigint;
  readonly wethWei: bigint;
  readonly stethWei: bigint;
  readonly lidoLockedWei: bigint;
  /** Revenue that the depositor has received, and spreads over a time. */
  readonly pendingWei: bigint;
  readonly rewardMintWei: bigint;
  readonly rewardDepositWei: bigint;
  /** The oracle's count of ACTIVE validators. */
  readonly activeValidators: bigint;
  readonly supplyWei: bigint;
}

/** Of the validators and of where their ETH is on its way back. */
export interface StakeTerms {
  /** V. */
  readonly validatorsWei: bigint;
  /** W. */
  readonly waitingWei: bigint;
  /** Q. */
  readonly podsWei: bigint;
}

export interface Accounting {
  /** A. */
  readonly assetsWei: bigint;
  /** 32 ETH · N + M: the most that stake counts. */
  readonly claimedWei: bigint;
  readonly totalAssetsWei: bigint;
  /** V + W + Q. */
  readonly stakeWei: bigint;
  readonly backingWei: bigint;
  /** At least 0. */
  readonly shortfallWei: bigint;
  /** What stake is above the claims: rewards not minted yet, gifts. */
  readonly aboveClaimsWei: bigint;
  /** ETH a pufETH, 18 decimals, rounded down, as proved; null without supply. */
  readonly rate: bigint | null;
  /** The same by totalAssets: what the vault shows. */
  readonly shownRate: bigint | null;
}

export function accountOf(vault: VaultTerms, stake: StakeTerms): Accounting {
  const assetsWei = vault.stethWei + vault.lidoLockedWei + vault.wethWei + vault.ethWei - vault.pendingWei;
  const claimedWei = PRINCIPAL_WEI * vault.activeValidators + vault.rewardMintWei - vault.rewardDepositWei;
  const stakeWei = stake.validatorsWei + stake.waitingWei + stake.podsWei;
  const countedWei = stakeWei < claimedWei ? stakeWei : claimedWei;
  const totalAssetsWei = assetsWei + claimedWei;
  const backingWei = assetsWei + countedWei;
  const rateOf = (wei: bigint) => (vault.supplyWei === 0n ? null : (wei * RATE_SCALE) / vault.supplyWei);
  return {
    assetsWei,
    claimedWei,
    totalAssetsWei,
    stakeWei,
    backingWei,
    shortfallWei: totalAssetsWei - backingWei,
    aboveClaimsWei: stakeWei - countedWei,
    rate: rateOf(backingWei),
    shownRate: rateOf(totalAssetsWei),
  };
}

/** `distribution` word of the RevenueDepositor. */
export interface Distribution {
  /** Seconds. */
  readonly lastTime: bigint;
  readonly windowSeconds: bigint;
  readonly amountWei: bigint;
}

export function readDistribution(word: bigint): Distribution {
  return {
    lastTime: word & ((1n << 48n) - 1n),
    windowSeconds: (word >> 48n) & ((1n << 104n) - 1n),
    amountWei: word >> 152n,
  };
}

/** What of a distribution does not count yet: falls to 0 over the window, rounded up. @param timestamp  of the block. */
export function pendingOf({ lastTime, windowSeconds, amountWei }: Distribution, timestamp: bigint): bigint {
  if (windowSeconds === 0n) return 0n;
  const passed = timestamp - lastTime;
  const left = windowSeconds - (passed < windowSeconds ? passed : windowSeconds);
  return (amountWei * left + windowSeconds - 1n) / windowSeconds;
}
