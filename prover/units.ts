/**
 * Units of the consensus and execution layers. Amounts are bigint and carry their unit in the name.
 * @module
 */

/** The consensus layer counts gwei, the execution layer wei. */
export const WEI_PER_GWEI = 1_000_000_000n;
export const GWEI_PER_ETH = 1_000_000_000n;

/** Four uint64 balances share one 32-byte SSZ chunk. */
export const BALANCES_PER_CHUNK = 4;

/** Formats wei as ETH without trailing zeros: `1500000000000000000n` → `1.5`. */
export function formatWeiAsEth(amountWei: bigint): string {
  const sign = amountWei < 0n ? "-" : "";
  const digits = (amountWei < 0n ? -amountWei : amountWei).toString().padStart(19, "0");
  const fraction = digits.slice(-18).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -18)}${fraction === "" ? "" : `.${fraction}`}`;
}

/** ISO 8601 to the second, UTC: `2026-11-21T08:26:50Z`. Times out of range stay numbers. */
export function formatTime(seconds: bigint): string {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString().replace(".000Z", "Z");
}
