/**
 * Just enough of the curve alt_bn128 to refuse a key whose points are not on it. Source: EIP-196, EIP-197.
 * @module
 */
import { BASE_FIELD_ORDER as P } from "../../prover/bn254.ts";

export type G1 = readonly [x: bigint, y: bigint];
/** c0 + c1·u with u² = −1. */
export type Fp2 = readonly [c0: bigint, c1: bigint];
export type G2 = readonly [x: Fp2, y: Fp2];

const mod = (value: bigint): bigint => ((value % P) + P) % P;
const isCanonical = (value: bigint): boolean => value >= 0n && value < P;

/** y² = x³ + 3, coordinates below the field order. */
export function isOnG1([x, y]: G1): boolean {
  return isCanonical(x) && isCanonical(y) && mod(y * y - x * x * x - 3n) === 0n;
}

/** On the twist y² = x³ + 3/(9 + u); the subgroup is left to the pairing precompile. */
export function isOnTwist([x, y]: G2): boolean {
  if (![...x, ...y].every(isCanonical)) return false;
  // Both sides times (9 + u), so that nothing has to be inverted.
  const left = times(minus(times(y, y), times(times(x, x), x)), [9n, 1n]);
  return left[0] === 3n && left[1] === 0n;
}

function times([a0, a1]: Fp2, [b0, b1]: Fp2): Fp2 {
  return [mod(a0 * b0 - a1 * b1), mod(a0 * b1 + a1 * b0)];
}

function minus([a0, a1]: Fp2, [b0, b1]: Fp2): Fp2 {
  return [mod(a0 - b0), mod(a1 - b1)];
}
