/**
 * Formats facts for people. English digits in every locale, so two reports of one bundle are the same text. Amounts are
 * never rounded up, so that reserves are never overstated.
 * @module
 */
import { formatWeiAsEth, WEI_PER_GWEI } from "../units.ts";

/** Wei as ETH with thousands separators, truncated after `decimals`: `1234567890000000000000n` → `1,234.5678`. */
export function formatEth(amountWei: bigint, decimals = 4): string {
  const [whole, fraction = ""] = formatWeiAsEth(amountWei).split(".");
  const cut = fraction.slice(0, decimals).replace(/0+$/, "");
  return `${groupDigits(whole!)}${cut === "" ? "" : `.${cut}`}`;
}

export function formatGweiAsEth(amountGwei: bigint, decimals = 9): string {
  return formatEth(amountGwei * WEI_PER_GWEI, decimals);
}

/** ETH per pufETH, all 18 decimals. */
export function formatRate(rate: bigint): string {
  return formatWeiAsEth(rate);
}

/** Hundredths of a percent: `2200` → `22%`, `4062` → `40.62%`. */
export function formatBasisPoints(basisPoints: number): string {
  return `${basisPoints / 100}%`;
}

/** `1234567` → `1,234,567`. */
export function formatCount(count: number | bigint): string {
  return groupDigits(count.toString());
}

/** UTC to the second: `2026-11-21 08:26:50 UTC`. Times out of range stay numbers. */
export function formatUtc(seconds: bigint): string {
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) return `${seconds} s`;
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Beginning and end of a root or an address: `0x12345678…9abcdef0`. */
export function shortHex(hex: string): string {
  return hex.length <= 20 ? hex : `${hex.slice(0, 10)}…${hex.slice(-8)}`;
}

function groupDigits(digits: string): string {
  return digits.replace(/\B(?=([0-9]{3})+$)/g, ",");
}
