/** Weights of bits of which every sum comes about in one way. @module */
import { FIELD_ORDER, inverse, modulo, signed } from "./constraint-system.ts";

/** A factor after which every sum of some of the weights comes about in one way; undefined where none is found. */
export function scaleOfDigits(weights: readonly bigint[]): bigint | undefined {
  // Two of one size stay two of one size, whatever the factor.
  const sizes = weights.map((weight) => sizeOf(signed(modulo(weight))));
  if (new Set(sizes).size < sizes.length) return undefined;
  for (const scale of [1n, ...new Set(weights.map((weight) => inverse(weight)))]) {
    if (isSuperincreasing(weights.map((weight) => signed(modulo(weight * scale))))) return scale;
  }
  return undefined;
}

/** Each weight is more than all smaller ones together, and all together do not wrap round the field. */
function isSuperincreasing(weights: readonly bigint[]): boolean {
  const sizes = weights.map(sizeOf).sort((a, b) => (a < b ? -1 : 1));
  let sum = 0n;
  for (const size of sizes) {
    if (size <= sum) return false;
    sum += size;
  }
  return sum < FIELD_ORDER;
}

function sizeOf(weight: bigint): bigint {
  return weight < 0n ? -weight : weight;
}
