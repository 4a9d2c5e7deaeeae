/**
 * The part of ffjavascript 0.3.1 that is used in prover/, scripts/ and tests; the package has no types.
 * Field elements are 32-byte little-endian Montgomery forms. Points are x, y (affine) or x, y, z (Jacobian).
 */
declare module "ffjavascript" {
  export interface FfPrimeField {
    /** `w[k]` is a primitive 2^k-th root of unity: the domains that snarkjs uses. */
    readonly w: readonly Uint8Array[];
    /** log2 of the largest power-of-two subgroup. */
    readonly s: number;
    toObject(element: Uint8Array): bigint;
    e(value: bigint | number): Uint8Array;
  }

  /** Nested coordinates of an extension field element. */
  export type FfNested = bigint | readonly FfNested[];

  export interface FfTargetGroup {
    toObject(element: Uint8Array): FfNested;
  }

  export interface FfCurveGroup<Coordinate> {
    /** The generator, Jacobian. */
    readonly g: Uint8Array;
    readonly zeroAffine: Uint8Array;
    readonly zero: Uint8Array;
    add(a: Uint8Array, b: Uint8Array): Uint8Array;
    neg(a: Uint8Array): Uint8Array;
    eq(a: Uint8Array, b: Uint8Array): boolean;
    isZero(a: Uint8Array): boolean;
    timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
    /** Affine points behind one another; scalars little-endian, `scalars.length / points` bytes each. */
    multiExpAffine(points: Uint8Array, scalars: Uint8Array): Promise<Uint8Array>;
    fromRng(rng: ChaCha): Uint8Array;
    toAffine(point: Uint8Array): Uint8Array;
    toObject(point: Uint8Array): readonly [Coordinate, Coordinate, Coordinate];
    /** Big-endian plain coordinates: the form that snarkjs hashes. */
    toUncompressed(a: Uint8Array): Uint8Array;
  }

  export interface FfThreadManager {
    /** Bytes of the WASM module; set on a single-thread curve only. */
    readonly code: Uint8Array<ArrayBuffer>;
    /** Addresses of constants inside every instance of `code`. */
    readonly pG1gen: number;
    readonly pG2gen: number;
  }

  export interface FfCurve {
    readonly name: string;
    readonly q: bigint;
    readonly r: bigint;
    readonly Fr: FfPrimeField;
    readonly Gt: FfTargetGroup;
    readonly G1: FfCurveGroup<bigint>;
    readonly G2: FfCurveGroup<readonly [bigint, bigint]>;
    readonly tm: FfThreadManager;
    pairing(g1: Uint8Array, g2: Uint8Array): Uint8Array;
    /** e(a1, b1) · e(a2, b2) = 1. */
    pairingEq(a1: Uint8Array, b1: Uint8Array, a2: Uint8Array, b2: Uint8Array): Promise<boolean>;
    terminate(): Promise<void>;
  }

  /** Bigint arithmetic, no WASM. */
  export class F1Field {
    constructor(prime: bigint);
  }

  export class ChaCha {
    constructor(seed: readonly number[]);
  }

  /** On one thread, or with worker threads: one such instance a process, which snarkjs shares. */
  export function buildBn128(singleThread: boolean): Promise<FfCurve>;
}
