/**
 * Lagrange polynomials of a multiplicative domain, evaluated at the secret point.
 *
 * On the domain {w^0, …, w^(N−1)} of N-th roots of unity, L_j(x) = (x^N − 1)/N · w^j/(x − w^j). The terms
 * start, start·step, start·step², … select which j are wanted: all of them (start 1, step w), or the odd ones
 * (start w, step w²).
 * @module
 */
import { allocateMontgomery, allocatePlain, type Bn254Wasm, SCALAR_BYTES } from "./bn254-wasm.ts";

/** Denominators inverted together; their scratch must stay small beside the result. */
const BATCH = 4096;
/** Two batches of working values, and the scratch of frm_batchInverse above the allocation mark. */
export const LAGRANGE_SCRATCH_BYTES = 3 * BATCH * SCALAR_BYTES + 4096;

export interface LagrangeTerms {
  /** x; no term of the domain may equal it. */
  readonly point: bigint;
  /** w^j of the first term. */
  readonly start: bigint;
  readonly step: bigint;
  /** Multiplies every value: (x^N − 1)/N, times whatever else. */
  readonly factor: bigint;
}

export class LagrangeEvaluator {
  private readonly wasm: Bn254Wasm;
  private readonly powers: number;
  private readonly inverses: number;

  constructor(wasm: Bn254Wasm) {
    this.wasm = wasm;
    this.powers = wasm.allocate(BATCH * SCALAR_BYTES);
    this.inverses = wasm.allocate(BATCH * SCALAR_BYTES);
  }

  /** Writes `count` values at `output`, 32 bytes each, in the given form. */
  evaluate(terms: LagrangeTerms, count: number, output: number, form: "plain" | "montgomery"): void {
    const { exports } = this.wasm;
    const point = allocateMontgomery(this.wasm, terms.point);
    const power = allocateMontgomery(this.wasm, terms.start);
    const step = allocateMontgomery(this.wasm, terms.step);
    const factor = (form === "plain" ? allocatePlain : allocateMontgomery)(this.wasm, terms.factor);
    for (let done = 0; done < count; done += BATCH) {
      const size = Math.min(BATCH, count - done);
      for (let i = 0; i < size; i++) {
        const offset = i * SCALAR_BYTES;
        exports.frm_sub(point, power, this.inverses + offset);
        exports.frm_mul(power, factor, this.powers + offset);
        exports.frm_mul(power, step, power);
      }
      exports.frm_batchInverse(this.inverses, SCALAR_BYTES, size, this.inverses, SCALAR_BYTES);
      for (let i = 0; i < size; i++) {
        const offset = i * SCALAR_BYTES;
        exports.frm_mul(this.powers + offset, this.inverses + offset, output + done * SCALAR_BYTES + offset);
      }
    }
  }
}
