/**
 * Rates over time: those of bundles verified here, and those stored by an oracle.
 * @module
 */
export interface RatePoint {
  /** Of the block, seconds. */
  readonly timeSeconds: bigint;
  readonly slot: number;
  readonly blockRoot: string;
  /** ETH per pufETH, 18 decimals. */
  readonly rate: bigint;
  /** `verified`: every check of its bundle passed here. Otherwise its status in the oracle. */
  readonly standing: string;
}

/** One point per block, by time; a verified rate replaces the oracle's. */
export function mergeRates(known: readonly RatePoint[], more: readonly RatePoint[]): RatePoint[] {
  const byBlock = new Map<string, RatePoint>();
  for (const point of [...known, ...more]) {
    const before = byBlock.get(point.blockRoot);
    if (before?.standing !== "verified") byBlock.set(point.blockRoot, point);
  }
  return [...byBlock.values()].sort((a, b) => (a.timeSeconds < b.timeSeconds ? -1 : 1));
}
