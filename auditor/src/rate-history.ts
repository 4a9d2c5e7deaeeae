/**
 * Rates to draw over time: those of bundles that were verified here, and those that an oracle keeps.
 * @module
 */
export interface RatePoint {
  /** Of the block, seconds. */
  readonly timeSeconds: bigint;
  readonly slot: number;
  readonly blockRoot: string;
  /** ETH per pufETH, 18 decimals. */
  readonly rate: bigint;
  /** `verified`: every check of its bundle passed here. Otherwise the status that the oracle gives it. */
  readonly standing: string;
}

/** One point a block, by time; what was verified here stands before what an oracle says. */
export function mergeRates(known: readonly RatePoint[], more: readonly RatePoint[]): RatePoint[] {
  const byBlock = new Map<string, RatePoint>();
  for (const point of [...known, ...more]) {
    const before = byBlock.get(point.blockRoot);
    if (before?.standing !== "verified") byBlock.set(point.blockRoot, point);
  }
  return [...byBlock.values()].sort((a, b) => (a.timeSeconds < b.timeSeconds ? -1 : 1));
}
