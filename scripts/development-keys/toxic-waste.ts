/**
 * The secret scalars of one Groth16 key. Whoever knows them can prove anything, and whoever runs this program could
 * know them, so these keys are for development only. They live in memory; nothing writes or logs them.
 * @module
 */
import { randomBytes } from "node:crypto";
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";

export interface ToxicWaste {
  readonly tau: bigint;
  readonly alpha: bigint;
  readonly beta: bigint;
  readonly gamma: bigint;
  readonly delta: bigint;
}

/**
 * Five independent uniform scalars, none zero; tau outside the domain of twice the circuit's size, where a
 * Lagrange denominator would vanish.
 */
export function drawToxicWaste(domainSize: number): ToxicWaste {
  let tau = drawScalar();
  while (powMod(tau, 2n * BigInt(domainSize)) === 1n) tau = drawScalar();
  return { tau, alpha: drawScalar(), beta: drawScalar(), gamma: drawScalar(), delta: drawScalar() };
}

/** Uniform in 1..r−1: 254 random bits, redrawn until in range, so all values are equally likely. */
function drawScalar(): bigint {
  for (;;) {
    const candidate = BigInt.asUintN(254, BigInt(`0x${randomBytes(32).toString("hex")}`));
    if (candidate !== 0n && candidate < SCALAR_FIELD_ORDER) return candidate;
  }
}

/** base^exponent mod r. */
export function powMod(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = base % SCALAR_FIELD_ORDER;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % SCALAR_FIELD_ORDER;
    square = (square * square) % SCALAR_FIELD_ORDER;
  }
  return result;
}

/** 1/value mod r by Fermat. @param value not 0 mod r. */
export function inverseMod(value: bigint): bigint {
  return powMod(value, SCALAR_FIELD_ORDER - 2n);
}
