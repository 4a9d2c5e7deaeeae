/**
 * Memory needed to prove one page, estimated from the size of its proving key. Measured as growth of the process's peak
 * resident size, Node 20.20, snarkjs 0.7.6; `npm run bench` prints the whole process's.
 * @module
 */
import type { BackendName } from "./constants.ts";

/** Bytes for each byte of the proving key, plus a constant. */
const MEASURED = {
  snarkjs: { perKeyByte: 4, besides: 50e6 },
  rapidsnark: { perKeyByte: 1.6, besides: 50e6 },
} as const satisfies Record<BackendName, { perKeyByte: number; besides: number }>;

export function pageMemoryBytes(provingKeyBytes: number, backend: BackendName): number {
  const { perKeyByte, besides } = MEASURED[backend];
  return Math.ceil(perKeyByte * provingKeyBytes + besides);
}
