/**
 * The curve on which proofs are verified: on one thread, and not the one that snarkjs shares in a process. So verifying
 * starts no threads, which would keep the process alive, and ends none that others use. A proof takes milliseconds, as
 * with threads. Also runs in browsers.
 * @module
 */
import * as snarkjs from "snarkjs";

/** The used part of ffjavascript's curve, which snarkjs returns without types. */
export interface VerifyingCurve {
  readonly r: bigint;
  readonly G1: { fromObject(point: readonly bigint[]): Uint8Array };
  readonly G2: {
    fromObject(point: readonly (readonly bigint[])[]): Uint8Array;
    isValid(point: Uint8Array): boolean;
    isZero(point: Uint8Array): boolean;
    timesScalar(point: Uint8Array, scalar: bigint): Uint8Array;
  };
  readonly Gt: { toObject(element: Uint8Array): readonly (readonly (readonly bigint[])[])[] };
  pairing(g1: Uint8Array, g2: Uint8Array): Uint8Array;
}

interface Curves {
  getCurveFromName(name: "bn128", options: { readonly singleThread: true }): Promise<VerifyingCurve>;
}
const { curves } = snarkjs as unknown as { readonly curves: Curves };

let curve: Promise<VerifyingCurve> | undefined;

/** Built once a process, in some hundred milliseconds. */
export function verifyingCurve(): Promise<VerifyingCurve> {
  curve ??= curves.getCurveFromName("bn128", { singleThread: true });
  return curve;
}

/**
 * Calls a function of snarkjs that has no option for the curve and takes the shared one, before it first waits.
 * @param call  starts with taking the curve.
 */
export function withCurve<T>(lent: VerifyingCurve, call: () => T): T {
  const shared = globalThis as { curve_bn128?: VerifyingCurve | null };
  const before = shared.curve_bn128 ?? null;
  shared.curve_bn128 = lent;
  try {
    return call();
  } finally {
    shared.curve_bn128 = before;
  }
}
