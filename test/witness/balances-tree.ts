/**
 * The balances list as SSZ sees it, by node:crypto alone: leaves of four little-endian uint64, SHA-256 above them,
 * subtrees of zero leaves past the end.
 * @module
 */
import { createHash } from "node:crypto";

const LEAF_BYTES = 32;

export const sha256Pair = (left: Uint8Array, right: Uint8Array): Buffer =>
  createHash("sha256").update(left).update(right).digest();

/** @param balancesGwei  four, one chunk. */
export function chunkOf(balancesGwei: readonly bigint[]): Buffer {
  const chunk = Buffer.alloc(LEAF_BYTES);
  balancesGwei.forEach((balance, i) => void chunk.writeBigUInt64LE(balance, 8 * i));
  return chunk;
}

/** @returns nodes by level above the chunks and position: `nodeAt(0, c)` is chunk c. */
export function balancesTree(balancesGwei: readonly bigint[]): (level: number, position: number) => Buffer {
  const levels = [
    Array.from({ length: Math.ceil(balancesGwei.length / 4) }, (_, chunk) =>
      chunkOf(balancesGwei.slice(4 * chunk, 4 * chunk + 4)),
    ),
  ];
  const zeros: Buffer[] = [Buffer.alloc(LEAF_BYTES)];
  const zeroAt = (level: number): Buffer => {
    while (zeros.length <= level) zeros.push(sha256Pair(zeros.at(-1)!, zeros.at(-1)!));
    return zeros[level]!;
  };
  return function nodeAt(level, position) {
    while (levels.length <= level) {
      const below = levels.at(-1)!;
      const zero = zeroAt(levels.length - 1);
      levels.push(
        Array.from({ length: Math.ceil(below.length / 2) }, (_, i) =>
          sha256Pair(below[2 * i]!, below[2 * i + 1] ?? zero),
        ),
      );
    }
    return levels[level]![position] ?? zeroAt(level);
  };
}
