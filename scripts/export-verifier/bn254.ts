/**
 * The part of the curve alt_bn128 that is needed to reject keys with points not on it. Source: EIP-196, EIP-197.
 * @module
 */
import { BASE_FIELD_ORDER as P } from "../../prover/groth16/bn254.ts";

export type G1 = readonly [x: bigint, y: bigint];
/** c0 + c1·u with u² = −1. */
export type Fp2 = readonly [c0: bigint, c1: bigint];
export type G2 = readonly [x: Fp2, y: Fp2];

/** Source: EIP-197, which puts the imaginary part first. */
export const G2_GENERATOR: G2 = [
  [
    10857046999023057135944570762232829481370756359578518086990519993285655852781n,
    11559732032986387107991004021392285783925812861821192530917403151452391805634n,
  ],
  [
    8495653923123431417604973247489272438418190587263600148770280649306958101930n,
    4082367875863433681332203403145435568316851327593401208105741076214120093531n,
  ],
];

const mod = (value: bigint): bigint => ((value % P) + P) % P;
const isCanonical = (value: bigint): boolean => value >= 0n && value < P;

/** y² = x³ + 3, coordinates below the field order. */
export function isOnG1([x, y]: G1): boolean {
  return isCanonical(x) && isCanonical(y) && mod(y * y - x * x * x - 3n) === 0n;
}

/** On the twist y² = x³ + 3/(9 + u); the pairing precompile checks the subgroup. */
export function isOnTwist([x, y]: G2): boolean {
  if (![...x, ...y].every(isCanonical)) return false;
  // Both sides times (9 + u), to avoid an inversion.
  const left = times(minus(times(y, y), times(times(x, x), x)), [9n, 1n]);
  return left[0] === 3n && left[1] === 0n;
}

function times([a0, a1]: Fp2, [b0, b1]: Fp2): Fp2 {
  return [mod(a0 * b0 - a1 * b1), mod(a0 * b1 + a1 * b0)];
}

function minus([a0, a1]: Fp2, [b0, b1]: Fp2): Fp2 {
  return [mod(a0 - b0), mod(a1 - b1)];
}
