/**
 * ffjavascript's BN254: the slow object API for a handful of points, and its WASM module for the millions.
 * @module
 */
import { buildBn128, type FfCurve } from "ffjavascript";
import type { Bn254Module } from "./bn254-wasm.ts";

/** Main thread only (bn254-wasm.ts says why). Starts no threads; the curve needs no `terminate`. */
export async function loadBn254(): Promise<{ curve: FfCurve; module: Bn254Module }> {
  const curve = await buildBn128(true);
  const { code, pG1gen, pG2gen } = curve.tm;
  return { curve, module: { code, g1GeneratorAddress: pG1gen, g2GeneratorAddress: pG2gen } };
}
