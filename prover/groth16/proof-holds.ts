/**
 * Verifies a Groth16 proof as strictly as the chain: snarkjs reduces coordinates silently and does not check that a
 * point of G2 is in the subgroup; the precompiles reject both.
 * @module
 */
import * as snarkjs from "snarkjs";
import { BASE_FIELD_ORDER } from "./bn254.ts";
import type { Groth16Proof } from "./groth16-schema.ts";
import { type VerifyingCurve, verifyingCurve, withCurve } from "./verifying-curve.ts";

/** @returns the first coordinate that is not an element of the base field, if any. */
export function coordinateOutOfRange({ pi_a, pi_b, pi_c }: Groth16Proof): bigint | undefined {
  return [...pi_a, ...pi_b.flat(), ...pi_c].map(BigInt).find((value) => value >= BASE_FIELD_ORDER);
}

let last: Promise<unknown> = Promise.resolve();

/**
 * Verifications run one after another: they share the memory of one curve.
 * @param verificationKey  as snarkjs exports it.
 * @param proof            coordinates in range.
 * @throws the errors of snarkjs for points that are not on the curve.
 */
export function proofHolds(
  verificationKey: object,
  publicSignals: readonly string[],
  proof: Groth16Proof,
): Promise<boolean> {
  const verifying = last.then(async () => {
    const curve = await verifyingCurve();
    if (!isInSubgroup(proof, curve)) return false;
    return withCurve(curve, () => snarkjs.groth16.verify(verificationKey, [...publicSignals], proof));
  });
  last = verifying.catch(() => {});
  return verifying;
}

/** Being on the curve is not enough in G2, whose cofactor is not 1. */
function isInSubgroup({ pi_b }: Groth16Proof, { G2, r }: VerifyingCurve): boolean {
  const b = G2.fromObject(pi_b.map((pair) => pair.map(BigInt)));
  return G2.isValid(b) && G2.isZero(G2.timesScalar(b, r));
}
