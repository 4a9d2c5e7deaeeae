/**
 * The discrete logarithms of every point in a Groth16 key, from the constraints and the secret scalars.
 *
 * With A_k = Σ_c A[c][k]·L_c(τ) and B_k, C_k alike (L_c over the circuit's domain):
 *   A: A_k    B: B_k    C: (β·A_k + α·B_k + C_k)/δ for private wires    IC: the same over γ for public ones
 *   H: L'_(2i+1)(τ)/δ, L' over the domain of twice the size.
 * snarkjs proves with A·B − C on the odd half of the double domain (groth16_prove.js); that polynomial is zero
 * on the even half, so its odd values times L' are h(τ)·Z(τ), and H needs no factor Z.
 * As in zkey_new.js, row `constraintCount + s` has A = 1 at wire s for s = 0..publicCount: it makes the public
 * A_k linearly independent.
 * @module
 */
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import {
  allocateMontgomery,
  allocatePlain,
  type Bn254Module,
  type Bn254Wasm,
  instantiateBn254,
  SCALAR_BYTES,
} from "./bn254-wasm.ts";
import type { CoefficientSink } from "./coefficient-sink.ts";
import { COEFFICIENT_SINK_BYTES, createCoefficientSink } from "./coefficient-sink.ts";
import { LAGRANGE_SCRATCH_BYTES, LagrangeEvaluator } from "./lagrange-basis.ts";
import type { R1csFile } from "./r1cs-file.ts";
import { inverseMod, powMod, type ToxicWaste } from "./toxic-waste.ts";

/** Plain little-endian scalars, 32 bytes each: views into one WASM memory, as long as anyone holds them. */
export interface KeyScalars {
  /** One per wire. */
  readonly a: Uint8Array;
  /** One per wire, for the B points of both groups. */
  readonly b: Uint8Array;
  /** publicCount + 1. */
  readonly ic: Uint8Array;
  /** One per private wire. */
  readonly c: Uint8Array;
  /** domainSize. */
  readonly h: Uint8Array;
}

export interface KeyScalarsRequest {
  readonly r1cs: R1csFile;
  readonly domainSize: number;
  /** Primitive root of unity of order 2 · domainSize, the one snarkjs uses. */
  readonly doubleDomainRoot: bigint;
  readonly toxicWaste: ToxicWaste;
  /** Receives the encoded coefficients of section 4, in order. */
  readonly writeCoefficients: (bytes: Uint8Array) => void;
  readonly onConstraint: (done: number) => void;
}

const WINDOW_BYTES = 1 << 22;
/** Constants and alignment. */
const SLACK_BYTES = 1 << 16;

export async function computeKeyScalars(
  module: Bn254Module,
  request: KeyScalarsRequest,
): Promise<KeyScalars> {
  const { r1cs, domainSize, doubleDomainRoot, toxicWaste } = request;
  const { wireCount, publicCount } = r1cs.header;
  const vectorBytes = wireCount * SCALAR_BYTES;
  const wasm = await instantiateBn254(
    module,
    3 * vectorBytes +
      domainSize * SCALAR_BYTES +
      WINDOW_BYTES +
      COEFFICIENT_SINK_BYTES +
      LAGRANGE_SCRATCH_BYTES +
      SLACK_BYTES,
  );
  const sums = [wasm.allocate(vectorBytes), wasm.allocate(vectorBytes), wasm.allocate(vectorBytes)] as const;
  const basis = wasm.allocate(domainSize * SCALAR_BYTES);
  const window = wasm.allocate(WINDOW_BYTES);
  const sink = createCoefficientSink(wasm, request.writeCoefficients);
  const lagrange = new LagrangeEvaluator(wasm);

  const { tau } = toxicWaste;
  const root = (doubleDomainRoot * doubleDomainRoot) % SCALAR_FIELD_ORDER;
  const factor = lagrangeFactor(tau, domainSize);
  lagrange.evaluate({ point: tau, start: 1n, step: root, factor }, domainSize, basis, "montgomery");
  sumConstraints(wasm, request, sums, basis, window, sink);
  combine(wasm, r1cs, sums, toxicWaste);

  // The first basis is no longer needed: its memory is reused for H.
  const oddFactor = (lagrangeFactor(tau, 2 * domainSize) * inverseMod(toxicWaste.delta)) % SCALAR_FIELD_ORDER;
  const oddTerms = { point: tau, start: doubleDomainRoot, step: root, factor: oddFactor };
  lagrange.evaluate(oddTerms, domainSize, basis, "plain");

  const icBytes = (publicCount + 1) * SCALAR_BYTES;
  return {
    a: wasm.bytes.subarray(sums[0], sums[0] + vectorBytes),
    b: wasm.bytes.subarray(sums[1], sums[1] + vectorBytes),
    ic: wasm.bytes.subarray(sums[2], sums[2] + icBytes),
    c: wasm.bytes.subarray(sums[2] + icBytes, sums[2] + vectorBytes),
    h: wasm.bytes.subarray(basis, basis + domainSize * SCALAR_BYTES),
  };
}

/** (x^size − 1)/size mod r. */
function lagrangeFactor(point: bigint, size: number): bigint {
  const vanishing = powMod(point, BigInt(size)) + SCALAR_FIELD_ORDER - 1n;
  return (vanishing * inverseMod(BigInt(size))) % SCALAR_FIELD_ORDER;
}

/** Adds every coefficient times its row's L_c(τ) to its wire's sum, and hands A and B coefficients on. */
function sumConstraints(
  wasm: Bn254Wasm,
  request: KeyScalarsRequest,
  sums: readonly [number, number, number],
  basis: number,
  window: number,
  sink: CoefficientSink,
): void {
  const { exports, bytes } = wasm;
  const { constraintCount, publicCount } = request.r1cs.header;
  const product = wasm.allocate(SCALAR_BYTES);
  const add = (matrix: 0 | 1 | 2, row: number, wire: number, coefficient: number): void => {
    const sum = sums[matrix] + wire * SCALAR_BYTES;
    exports.frm_mul(coefficient, basis + row * SCALAR_BYTES, product);
    exports.frm_add(sum, product, sum);
    if (matrix !== 2) sink.push(matrix, row, wire, coefficient);
  };

  let current = -1;
  request.r1cs.visitTerms(bytes.subarray(window, window + WINDOW_BYTES), (matrix, row, wire, offset) => {
    if (row !== current) {
      current = row;
      request.onConstraint(row);
    }
    add(matrix, row, wire, window + offset);
  });
  const one = allocatePlain(wasm, 1n);
  for (let wire = 0; wire <= publicCount; wire++) add(0, constraintCount + wire, wire, one);
  sink.flush();
  request.onConstraint(constraintCount);
}

/** Replaces each C sum by (β·A + α·B + C)/γ for public wires, /δ for private ones. */
function combine(
  wasm: Bn254Wasm,
  r1cs: R1csFile,
  [a, b, c]: readonly [number, number, number],
  toxicWaste: ToxicWaste,
): void {
  const { exports } = wasm;
  const alpha = allocateMontgomery(wasm, toxicWaste.alpha);
  const beta = allocateMontgomery(wasm, toxicWaste.beta);
  const perGamma = allocateMontgomery(wasm, inverseMod(toxicWaste.gamma));
  const perDelta = allocateMontgomery(wasm, inverseMod(toxicWaste.delta));
  const product = wasm.allocate(SCALAR_BYTES);
  for (let wire = 0; wire < r1cs.header.wireCount; wire++) {
    const offset = wire * SCALAR_BYTES;
    const target = c + offset;
    exports.frm_mul(a + offset, beta, product);
    exports.frm_add(target, product, target);
    exports.frm_mul(b + offset, alpha, product);
    exports.frm_add(target, product, target);
    exports.frm_mul(target, wire <= r1cs.header.publicCount ? perGamma : perDelta, target);
  }
}
