/** ISO 8601 to the second, UTC: `2026-11-21T08:26:50Z`. Times out of range stay numbers. */
export function formatTime(seconds: bigint): string {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString().replace(".000Z", "Z");
}
