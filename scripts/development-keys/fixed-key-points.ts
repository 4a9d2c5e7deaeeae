/**
 * The six points that every Groth16 key has once, affine, and the two encodings they appear in: section 2 of
 * a zkey and the verification key that verifiers read.
 * @module
 */
import type { FfCurve, FfNested } from "ffjavascript";
import { SCALAR_BYTES } from "./bn254-wasm.ts";
import type { ToxicWaste } from "./toxic-waste.ts";
import { uint32 } from "./zkey-writer.ts";

export interface FixedKeyPoints {
  readonly alpha1: Uint8Array;
  readonly beta1: Uint8Array;
  readonly beta2: Uint8Array;
  readonly gamma2: Uint8Array;
  readonly delta1: Uint8Array;
  readonly delta2: Uint8Array;
}

/** Decimal strings, nested as snarkjs has them. */
type DecimalTree = string | readonly DecimalTree[];

/** What `snarkjs zkey export verificationkey` writes. */
export interface Groth16VerificationKey {
  readonly protocol: "groth16";
  readonly curve: string;
  readonly nPublic: number;
  readonly vk_alpha_1: DecimalTree;
  readonly vk_beta_2: DecimalTree;
  readonly vk_gamma_2: DecimalTree;
  readonly vk_delta_2: DecimalTree;
  readonly vk_alphabeta_12: DecimalTree;
  readonly IC: readonly DecimalTree[];
}

export function fixedKeyPoints(curve: FfCurve, { alpha, beta, gamma, delta }: ToxicWaste): FixedKeyPoints {
  const g1 = (scalar: bigint): Uint8Array => curve.G1.toAffine(curve.G1.timesScalar(curve.G1.g, scalar));
  const g2 = (scalar: bigint): Uint8Array => curve.G2.toAffine(curve.G2.timesScalar(curve.G2.g, scalar));
  return {
    alpha1: g1(alpha),
    beta1: g1(beta),
    beta2: g2(beta),
    gamma2: g2(gamma),
    delta1: g1(delta),
    delta2: g2(delta),
  };
}

/** Section 2 of a zkey: both primes, the sizes, the fixed points in snarkjs's order. */
export function encodeGroth16Header(
  curve: FfCurve,
  sizes: { readonly wireCount: number; readonly publicCount: number; readonly domainSize: number },
  points: FixedKeyPoints,
): Uint8Array {
  return Buffer.concat([
    uint32(SCALAR_BYTES),
    primeBytes(curve.q),
    uint32(SCALAR_BYTES),
    primeBytes(curve.r),
    uint32(sizes.wireCount),
    uint32(sizes.publicCount),
    uint32(sizes.domainSize),
    points.alpha1,
    points.beta1,
    points.beta2,
    points.gamma2,
    points.delta1,
    points.delta2,
  ]);
}

/** @param icPoints the IC section: publicCount + 1 affine points. */
export function verificationKey(
  curve: FfCurve,
  publicCount: number,
  points: FixedKeyPoints,
  icPoints: Uint8Array,
): Groth16VerificationKey {
  const pointBytes = icPoints.length / (publicCount + 1);
  return {
    protocol: "groth16",
    curve: curve.name,
    nPublic: publicCount,
    vk_alpha_1: toDecimals(curve.G1.toObject(points.alpha1)),
    vk_beta_2: toDecimals(curve.G2.toObject(points.beta2)),
    vk_gamma_2: toDecimals(curve.G2.toObject(points.gamma2)),
    vk_delta_2: toDecimals(curve.G2.toObject(points.delta2)),
    vk_alphabeta_12: toDecimals(curve.Gt.toObject(curve.pairing(points.alpha1, points.beta2))),
    IC: Array.from({ length: publicCount + 1 }, (_, i) =>
      toDecimals(curve.G1.toObject(icPoints.slice(i * pointBytes, (i + 1) * pointBytes))),
    ),
  };
}

function toDecimals(tree: FfNested): DecimalTree {
  return typeof tree === "bigint" ? tree.toString() : tree.map(toDecimals);
}

function primeBytes(prime: bigint): Buffer {
  return Buffer.from(prime.toString(16).padStart(SCALAR_BYTES * 2, "0"), "hex").reverse();
}
