/**
 * Keeps snarkjs from starting threads of its own: they come from blob: addresses, which the policy forbids, and one proof
 * takes some milliseconds. snarkjs offers no choice where it verifies, but takes the curve that is there already.
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
