/**
 * Encodes section 4 of a zkey, the A and B coefficients: matrix, row, wire (uint32 LE each), then the
 * coefficient times R² mod r, R = 2^256. groth16_prove.js multiplies that by a plain witness value with one
 * Montgomery product, and the Montgomery form of the product comes out (zkey_new.js, `nR2`).
 * @module
 */
import { type Bn254Wasm, SCALAR_BYTES } from "./bn254-wasm.ts";

export const COEFFICIENT_BYTES = 12 + SCALAR_BYTES;
const CAPACITY = 65_536;
export const COEFFICIENT_SINK_BYTES = CAPACITY * COEFFICIENT_BYTES;

export interface CoefficientSink {
  /** @param coefficient address of a plain coefficient. */
  push(matrix: 0 | 1, row: number, wire: number, coefficient: number): void;
  /** Hands over what is left. */
  flush(): void;
}

/** @param write receives whole records; the bytes are valid during the call only. */
export function createCoefficientSink(wasm: Bn254Wasm, write: (bytes: Uint8Array) => void): CoefficientSink {
  const buffer = wasm.allocate(COEFFICIENT_SINK_BYTES);
  const view = new DataView(wasm.bytes.buffer, buffer, COEFFICIENT_SINK_BYTES);
  let used = 0;
  const flush = (): void => {
    if (used > 0) write(wasm.bytes.subarray(buffer, buffer + used));
    used = 0;
  };
  return {
    flush,
    push(matrix, row, wire, coefficient) {
      view.setUint32(used, matrix, true);
      view.setUint32(used + 4, row, true);
      view.setUint32(used + 8, wire, true);
      const target = buffer + used + 12;
      wasm.exports.frm_toMontgomery(coefficient, target);
      wasm.exports.frm_toMontgomery(target, target);
      used += COEFFICIENT_BYTES;
      if (used === COEFFICIENT_SINK_BYTES) flush();
    },
  };
}
