/**
 * Marginal gas, from measurements named "<what> <count> <things>".
 * @module
 */

export interface MarginalGas {
  readonly from: number;
  readonly to: number;
  /** Of each one beyond `from`. */
  readonly gasEach: number;
}

/** @param prefix  e.g. "submit", for "submit 1 page", "submit 2 pages" and so on. */
export function marginalGas(calls: Readonly<Record<string, number>>, prefix: string): MarginalGas[] {
  const points = countedCalls(calls, prefix);
  return points.slice(1).map(({ count, gasUsed }, k) => {
    const before = points[k]!;
    return {
      from: before.count,
      to: count,
      gasEach: (gasUsed - before.gasUsed) / (count - before.count),
    };
  });
}

/** In rising order of their counts. */
export function countedCalls(
  calls: Readonly<Record<string, number>>,
  prefix: string,
): { readonly name: string; readonly count: number; readonly gasUsed: number }[] {
  return Object.entries(calls)
    .flatMap(([name, gasUsed]) => {
      const count = new RegExp(`^${prefix} ([0-9]+) `).exec(name)?.[1];
      return count === undefined ? [] : [{ name, count: Number(count), gasUsed }];
    })
    .sort((a, b) => a.count - b.count);
}
