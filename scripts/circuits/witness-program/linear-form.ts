/**
 * A linear combination of known wires in the form that the calculator adds up fast: words of consecutive bits at
 * consecutive powers of two, single bits, and field elements.
 * @module
 */
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";
import type { CoefficientTable } from "./coefficient-table.ts";
import type { Row, Term } from "./constraint-rows.ts";

/** ± 2^shift Σ_{i < length} bit(wire + i) 2^i. */
export interface BitRun {
  readonly wire: number;
  readonly shift: number;
  readonly length: number;
  readonly negative: boolean;
}

export interface LinearForm {
  readonly constant: bigint;
  readonly runs: readonly BitRun[];
  /** Bits with any coefficient. */
  readonly bits: readonly Term[];
  readonly fields: readonly Term[];
}

/** A run is read as one 64-bit word, and a word at its place must stay below the field order. */
const LONGEST_RUN = 64;
const HIGHEST_BIT = 253;

/** @param scale  every coefficient is multiplied by it. */
export function linearForm(
  row: Row,
  scale: bigint,
  coefficients: CoefficientTable,
  isBit: (wire: number) => boolean,
): LinearForm {
  let constant = 0n;
  const powers: BitRun[] = [];
  const bits: Term[] = [];
  const fields: Term[] = [];
  for (const { wire, coefficient } of row) {
    const scaled =
      scale === 1n
        ? coefficient
        : coefficients.number((coefficients.values[coefficient]! * scale) % SCALAR_FIELD_ORDER);
    const power = coefficients.power(scaled);
    if (wire === 0) constant = coefficients.values[scaled]!;
    else if (!isBit(wire)) fields.push({ wire, coefficient: scaled });
    else if (power === undefined || power.exponent >= HIGHEST_BIT) bits.push({ wire, coefficient: scaled });
    else powers.push({ wire, shift: power.exponent, length: 1, negative: power.negative });
  }
  fields.sort((left, right) => left.wire - right.wire);
  return { constant, runs: mergeRuns(powers), bits, fields };
}

/** Consecutive wires at consecutive places become one run. */
export function mergeRuns(runs: readonly BitRun[]): BitRun[] {
  const sorted = [...runs].sort(
    (left, right) => Number(left.negative) - Number(right.negative) || left.wire - right.wire,
  );
  const merged: BitRun[] = [];
  for (const run of sorted) {
    const last = merged.at(-1);
    const follows =
      last !== undefined &&
      last.negative === run.negative &&
      last.wire + last.length === run.wire &&
      last.shift + last.length === run.shift &&
      last.length + run.length <= LONGEST_RUN;
    if (follows) merged[merged.length - 1] = { ...last, length: last.length + run.length };
    else merged.push(run);
  }
  return merged;
}
