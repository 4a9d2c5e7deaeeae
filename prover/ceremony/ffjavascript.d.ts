/** What the ceremony calls of ffjavascript 0.3.1, besides scripts/development-keys/ffjavascript.d.ts. */
declare module "ffjavascript" {
  interface FfCurveGroup<Coordinate> {
    add(a: Uint8Array, b: Uint8Array): Uint8Array;
    neg(a: Uint8Array): Uint8Array;
    eq(a: Uint8Array, b: Uint8Array): boolean;
    isZero(a: Uint8Array): boolean;
    readonly zero: Uint8Array;
    /** Big-endian plain coordinates: the form that snarkjs hashes. */
    toUncompressed(a: Uint8Array): Uint8Array;
    fromRng(rng: ChaCha): Uint8Array;
    /** Affine points behind one another; scalars little-endian, `scalars.length / points` bytes each. */
    multiExpAffine(points: Uint8Array, scalars: Uint8Array): Promise<Uint8Array>;
  }

  interface FfCurve {
    /** e(a1, b1) · e(a2, b2) = 1. */
    pairingEq(a1: Uint8Array, b1: Uint8Array, a2: Uint8Array, b2: Uint8Array): Promise<boolean>;
  }

  export class ChaCha {
    constructor(seed: readonly number[]);
  }

  /** With worker threads; one instance a process, which snarkjs shares. */
  export function buildBn128(singleThread: false): Promise<FfCurve>;
}
