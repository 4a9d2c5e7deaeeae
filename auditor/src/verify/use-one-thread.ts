/**
 * Prevents snarkjs from starting threads: they use blob: addresses, which the policy forbids, and a proof takes only
 * milliseconds. snarkjs has no option for this when verifying, but reuses an existing curve.
 * @module
 */
import * as snarkjs from "snarkjs";
import type { PairingCurve } from "./complete-key.ts";

interface Curves {
  getCurveFromName(name: "bn128", options: { singleThread: true }): Promise<PairingCurve>;
}

/** @returns the curve. */
export async function useOneThread(): Promise<PairingCurve> {
  const shared = globalThis as { curve_bn128?: PairingCurve | null };
  const { curves } = snarkjs as unknown as { curves: Curves };
  shared.curve_bn128 ??= await curves.getCurveFromName("bn128", { singleThread: true });
  return shared.curve_bn128;
}
