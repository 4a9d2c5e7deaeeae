/**
 * A second opinion on a witness: evaluates the constraints of an .r1cs file in plain BigInt arithmetic, so that tests
 * can edit a finished witness and see which constraints notice. The witness generator's own checks play no part.
 * @module
 */
import { R1csFile } from "../../scripts/development-keys/r1cs-file.ts";

export const FIELD_ORDER = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;

type LinearCombination = { wires: number[]; coefficients: bigint[] };

export class ConstraintSystem {
  readonly wireCount: number;
  readonly publicCount: number;
  /** [A, B, C] of every constraint A·w × B·w = C·w. */
  private readonly constraints: [LinearCombination, LinearCombination, LinearCombination][];
  private readonly constraintsOfWire: number[][];

  constructor(r1csPath: string) {
    const file = new R1csFile(r1csPath);
    const { wireCount, publicCount, constraintCount } = file.header;
    this.wireCount = wireCount;
    this.publicCount = publicCount;
    const empty = (): LinearCombination => ({ wires: [], coefficients: [] });
    this.constraints = Array.from({ length: constraintCount }, () => [empty(), empty(), empty()]);
    this.constraintsOfWire = Array.from({ length: wireCount }, () => []);
    const window = new Uint8Array(1 << 20);
    const view = new DataView(window.buffer);
    file.visitTerms(window, (matrix, constraint, wire, offset) => {
      let coefficient = 0n;
      for (let word = 3; word >= 0; word--) {
        coefficient = (coefficient << 64n) | view.getBigUint64(offset + 8 * word, true);
      }
      const combination = this.constraints[constraint]![matrix];
      combination.wires.push(wire);
      combination.coefficients.push(coefficient);
      const known = this.constraintsOfWire[wire]!;
      if (known.at(-1) !== constraint) known.push(constraint);
    });
    file.close();
  }

  /** Numbers of the violated constraints, all of them. */
  violated(witness: readonly bigint[]): number[] {
    return this.constraints.flatMap((_, number) => (this.holds(number, witness) ? [] : [number]));
  }

  /** Whether any constraint that reads one of `wires` is violated: enough after an edit of just these. */
  noticesEdit(witness: readonly bigint[], wires: readonly number[]): boolean {
    return wires.some((wire) => this.constraintsOfWire[wire]!.some((number) => !this.holds(number, witness)));
  }

  /** The violated ones among the constraints that read `wire`. */
  violatedAround(witness: readonly bigint[], wire: number): number[] {
    return this.constraintsOfWire[wire]!.filter((number) => !this.holds(number, witness));
  }

  /** Wires that a constraint reads, without the constant 1. */
  wiresOf(number: number): number[] {
    const all = this.constraints[number]!.flatMap(({ wires }) => wires);
    return [...new Set(all)].filter((wire) => wire !== 0);
  }

  /** A·w × B·w − C·w, in [0, FIELD_ORDER): 0 where the constraint holds. */
  residual(number: number, witness: readonly bigint[]): bigint {
    const [a, b, c] = this.constraints[number]!;
    return modulo(evaluate(a, witness) * evaluate(b, witness) - evaluate(c, witness));
  }

  private holds(number: number, witness: readonly bigint[]): boolean {
    return this.residual(number, witness) === 0n;
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

function evaluate({ wires, coefficients }: LinearCombination, witness: readonly bigint[]): bigint {
  let sum = 0n;
  for (let i = 0; i < wires.length; i++) sum += coefficients[i]! * witness[wires[i]!]!;
  return sum % FIELD_ORDER;
}
