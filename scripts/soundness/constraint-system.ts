/**
 * The constraints of an .r1cs file in plain BigInt arithmetic: a second opinion on a witness, in which the witness
 * generator's own checks play no part.
 * @module
 */
import { R1csFile } from "../development-keys/r1cs-file.ts";

export const FIELD_ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

/** Σ coefficient × wire; wire 0 is the constant 1. Coefficients are the residues nearest to 0. */
export interface LinearCombination {
  readonly wires: readonly number[];
  readonly coefficients: readonly bigint[];
}

/** [A, B, C] of A·w × B·w = C·w. */
export type Constraint = readonly [LinearCombination, LinearCombination, LinearCombination];

export class ConstraintSystem {
  readonly wireCount: number;
  readonly publicCount: number;
  readonly constraints: readonly Constraint[];
  private readonly constraintsOfWire: number[][];

  constructor(r1csPath: string) {
    const file = new R1csFile(r1csPath);
    const { wireCount, publicCount, constraintCount } = file.header;
    this.wireCount = wireCount;
    this.publicCount = publicCount;
    const empty = () => ({ wires: [] as number[], coefficients: [] as bigint[] });
    const constraints = Array.from({ length: constraintCount }, () => [empty(), empty(), empty()] as const);
    this.constraints = constraints;
    this.constraintsOfWire = Array.from({ length: wireCount }, () => []);
    const window = new Uint8Array(1 << 20);
    const view = new DataView(window.buffer);
    file.visitTerms(window, (matrix, constraint, wire, offset) => {
      let coefficient = 0n;
      for (let word = 3; word >= 0; word--) {
        coefficient = (coefficient << 64n) | view.getBigUint64(offset + 8 * word, true);
      }
      const combination = constraints[constraint]![matrix];
      combination.wires.push(wire);
      combination.coefficients.push(signed(coefficient));
      const known = this.constraintsOfWire[wire]!;
      if (known.at(-1) !== constraint) known.push(constraint);
    });
    file.close();
  }

  /** Numbers of the violated constraints, all of them. */
  violated(witness: readonly bigint[]): number[] {
    return this.constraints.flatMap((_, number) => (this.holds(number, witness) ? [] : [number]));
  }

  /** Wires that a constraint reads, without the constant 1. */
  wiresOf(number: number): number[] {
    const all = this.constraints[number]!.flatMap(({ wires }) => wires);
    return [...new Set(all)].filter((wire) => wire !== 0);
  }

  /** Numbers of the constraints that read a wire. */
  constraintsOf(wire: number): readonly number[] {
    return this.constraintsOfWire[wire]!;
  }

  /** A·w, B·w and C·w of a constraint. */
  sumsOf(number: number, witness: readonly bigint[]): [bigint, bigint, bigint] {
    const [a, b, c] = this.constraints[number]!;
    return [evaluate(a, witness), evaluate(b, witness), evaluate(c, witness)];
  }

  /** How fast A·w × B·w − C·w grows with `wire`, which enters A or B at most. @param sums  of the constraint. */
  slopeOf(number: number, wire: number, [sumA, sumB]: readonly [bigint, bigint, bigint]): bigint {
    const [factorA, factorB, factorC] = this.factorsOf(number, wire);
    return modulo(factorA * sumB + factorB * sumA - factorC);
  }

  /** With what factors `wire` enters A, B and C of a constraint. */
  factorsOf(number: number, wire: number): [bigint, bigint, bigint] {
    const [a, b, c] = this.constraints[number]!;
    return [factorOf(a, wire), factorOf(b, wire), factorOf(c, wire)];
  }

  holds(number: number, witness: readonly bigint[]): boolean {
    const [sumA, sumB, sumC] = this.sumsOf(number, witness);
    return modulo(sumA * sumB - sumC) === 0n;
  }
}

export function modulo(value: bigint): bigint {
  const remainder = value % FIELD_ORDER;
  return remainder < 0n ? remainder + FIELD_ORDER : remainder;
}

/** @throws RangeError for 0. */
export function inverse(value: bigint): bigint {
  let [r0, r1, t0, t1] = [FIELD_ORDER, modulo(value), 0n, 1n];
  if (r1 === 0n) throw new RangeError("0 has no inverse");
  while (r1 !== 0n) {
    const quotient = r0 / r1;
    [r0, r1, t0, t1] = [r1, r0 - quotient * r1, t1, t0 - quotient * t1];
  }
  return modulo(t0);
}

/** Of the same residue, near 0: nearly all coefficients are then short, and products of them cheap. */
export function signed(value: bigint): bigint {
  return value > FIELD_ORDER / 2n ? value - FIELD_ORDER : value;
}

/** The factor of a wire in a sum, 0 where it does not enter. */
export function factorOf({ wires, coefficients }: LinearCombination, wire: number): bigint {
  return coefficients[wires.indexOf(wire)] ?? 0n;
}

function evaluate({ wires, coefficients }: LinearCombination, witness: readonly bigint[]): bigint {
  let sum = 0n;
  for (let i = 0; i < wires.length; i++) sum += coefficients[i]! * witness[wires[i]!]!;
  return sum % FIELD_ORDER;
}
