/**
 * Draws for the attacks: the same in every run with the same seed.
 * @module
 */
import { seededRandom } from "../synthetic-state/seeded-random.ts";

export interface Draw {
  /** 0 or more and below the limit. */
  below(limit: number): number;
  bytes(length: number): Uint8Array;
  pick<T>(items: readonly T[]): T;
}

export function drawFrom(seed: number): Draw {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    below,
    bytes: (length) => Uint8Array.from({ length }, () => below(256)),
    pick: (items) => items[below(items.length)]!,
  };
}

/** A copy with one byte changed; of nothing, one byte. */
export function withOtherByte(bytes: Uint8Array, draw: Draw): Uint8Array {
  if (bytes.length === 0) return draw.bytes(1);
  const copy = bytes.slice();
  copy[draw.below(copy.length)]! ^= 1 + draw.below(255);
  return copy;
}

/** A copy without one item. */
export function without<T>(items: readonly T[], draw: Draw): T[] {
  const gone = draw.below(items.length);
  return items.filter((_, i) => i !== gone);
}

/** A copy with an item more, anywhere. */
export function withOneMore<T>(items: readonly T[], item: T, draw: Draw): T[] {
  return items.toSpliced(draw.below(items.length + 1), 0, item);
}

/** A copy with two items in each other's place. */
export function swapped<T>(items: readonly T[], draw: Draw): T[] {
  const copy = [...items];
  if (copy.length < 2) return copy;
  const [a, b] = [draw.below(copy.length), draw.below(copy.length)];
  [copy[a], copy[b]] = [copy[b]!, copy[a]!];
  return copy;
}
