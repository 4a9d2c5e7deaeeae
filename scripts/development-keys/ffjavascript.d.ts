/**
 * The part of ffjavascript 0.3.1 that this folder and its tests call; the package ships no types.
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
    timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
    toAffine(point: Uint8Array): Uint8Array;
    toObject(point: Uint8Array): readonly [Coordinate, Coordinate, Coordinate];
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
    terminate(): Promise<void>;
  }

  /** Bigint arithmetic, no WASM. */
  export class F1Field {
    constructor(prime: bigint);
  }

  export function buildBn128(singleThread: true): Promise<FfCurve>;
}

/** Only as much of the WebAssembly API as bn254-wasm.ts calls: @types/node 20 declares none of it. */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number });
    readonly buffer: ArrayBuffer;
  }
  interface Instance {
    readonly exports: Readonly<Record<string, unknown>>;
  }
  function instantiate(
    code: Uint8Array<ArrayBuffer>,
    imports: { env: { memory: Memory } },
  ): Promise<{ instance: Instance }>;
}
