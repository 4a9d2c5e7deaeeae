/**
 * Common options of all charts.
 * @module
 */
const WEI_PER_ETH = 1e18;
const GWEI_PER_ETH = 1e9;

/** For lengths in charts only; the numbers in tables are exact. */
export function ethToDraw(amountWei: bigint): number {
  return Number(amountWei) / WEI_PER_ETH;
}

export function gweiToDraw(amountGwei: bigint): number {
  return Number(amountGwei) / GWEI_PER_ETH;
}

export const BASE = { style: { background: "none", fontFamily: "inherit", fontSize: "12px" } } as const;

/** Few ticks on a phone, so that their labels do not overlap. */
export function ticksFor(widthPixels: number): number {
  return Math.max(2, Math.floor(widthPixels / 110));
}
