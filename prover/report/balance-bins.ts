/**
 * The distribution of balances in a few bins. Balances are close together (slightly above 32 ETH) or far apart (up to
 * 2,048 ETH after compounding): bins have equal width if that is informative, otherwise each is twice as wide as the
 * one before. Zero and less than 1 ETH have their own bins.
 * @module
 */
import { GWEI_PER_ETH } from "../units.ts";

export interface BalanceBin {
  readonly fromGwei: bigint;
  /** Exclusive; the bin of empty validators goes from 0 to 1 gwei. */
  readonly toGwei: bigint;
  readonly count: number;
}

const MOST_BINS = 12n;
const LEAST_WIDTH_GWEI = GWEI_PER_ETH / 1_000n;
/** Larger spreads use doubling bins. */
const WIDEST_RATIO = 4n;

/** @returns Bins without a gap from the smallest balance to the largest, rising; none for no balances. */
export function balanceBins(balancesGwei: readonly bigint[]): BalanceBin[] {
  const empty = balancesGwei.filter((gwei) => gwei === 0n);
  const small = balancesGwei.filter((gwei) => gwei > 0n && gwei < GWEI_PER_ETH);
  const others = balancesGwei.filter((gwei) => gwei >= GWEI_PER_ETH);
  return [
    ...(empty.length === 0 ? [] : [{ fromGwei: 0n, toGwei: 1n, count: empty.length }]),
    ...(small.length === 0 ? [] : [{ fromGwei: 1n, toGwei: GWEI_PER_ETH, count: small.length }]),
    ...(others.length === 0 ? [] : binsBetween(others)),
  ];
}

function binsBetween(balancesGwei: readonly bigint[]): BalanceBin[] {
  const least = balancesGwei.reduce((a, b) => (b < a ? b : a));
  const most = balancesGwei.reduce((a, b) => (b > a ? b : a));
  const edges = most >= WIDEST_RATIO * least ? doublingEdges(least, most) : equalEdges(least, most);
  return edges.slice(1).map((toGwei, i) => {
    const fromGwei = edges[i]!;
    return {
      fromGwei,
      toGwei,
      count: balancesGwei.filter((gwei) => gwei >= fromGwei && gwei < toGwei).length,
    };
  });
}

/** 1, 2, 4, … ETH, as far as they are needed. */
function doublingEdges(least: bigint, most: bigint): bigint[] {
  let edge = GWEI_PER_ETH;
  while (edge * 2n <= least) edge *= 2n;
  const edges = [edge];
  while (edge <= most) {
    edge *= 2n;
    edges.push(edge);
  }
  return edges;
}

/** Multiples of the smallest of 0.001, 0.002, 0.005, 0.01, … ETH that needs no more than `MOST_BINS`. */
function equalEdges(least: bigint, most: bigint): bigint[] {
  const width = niceWidth(least, most);
  const edges = [(least / width) * width];
  while (edges.at(-1)! <= most) edges.push(edges.at(-1)! + width);
  return edges;
}

function niceWidth(least: bigint, most: bigint): bigint {
  for (let power = LEAST_WIDTH_GWEI; ; power *= 10n) {
    for (const digit of [1n, 2n, 5n]) {
      const width = digit * power;
      if (most / width - least / width < MOST_BINS) return width;
    }
  }
}
