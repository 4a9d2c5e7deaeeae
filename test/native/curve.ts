/**
 * Points for tests: multiples of the generators by ffjavascript, in the form of a zkey, remembered by scalar.
 * @module
 */
import { buildBn128, type FfCurve } from "ffjavascript";
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import { modulo } from "./numbers.ts";

export const curve: FfCurve = await buildBn128(true);

export type GroupName = "G1" | "G2";
export const POINT_BYTES: Readonly<Record<GroupName, number>> = { G1: 64, G2: 128 };

const known = new Map<string, Uint8Array>();

/** scalar·generator, affine, little-endian Montgomery; infinity is all zero. */
export function multiple(group: GroupName, scalar: bigint): Uint8Array {
  const reduced = modulo(scalar, SCALAR_FIELD_ORDER);
  const key = `${group} ${reduced}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const point = new Uint8Array(POINT_BYTES[group]);
  const g = curve[group];
  if (reduced !== 0n) point.set(g.toAffine(g.timesScalar(g.g, reduced)).subarray(0, point.length));
  known.set(key, point);
  return point;
}

/** As snarkjs has points in a proof. */
export function pointJson(group: GroupName, scalar: bigint): unknown {
  const point = multiple(group, scalar);
  if (group === "G1") return curve.G1.toObject(point).map(String);
  return curve.G2.toObject(point).map((coordinate) => coordinate.map(String));
}
