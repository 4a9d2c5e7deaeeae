/**
 * All constraints A·w × B·w = C·w of an .r1cs file in compact arrays.
 * @module
 */
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";
import { R1csFile, type R1csHeader } from "../../development-keys/r1cs-file.ts";
import { CoefficientTable } from "./coefficient-table.ts";

export interface Term {
  readonly wire: number;
  /** Number in the coefficient table. */
  readonly coefficient: number;
}

/** A, B or C. */
export type Row = readonly Term[];

export class ConstraintRows {
  readonly coefficients = new CoefficientTable();
  readonly header: R1csHeader;
  /** Row 3 c + m: where its terms start. */
  private readonly starts: Uint32Array;
  private readonly wires: Uint32Array;
  private readonly numbers: Uint16Array;

  /** @param termCount  non-zero coefficients of A, B and C together. */
  constructor(r1csPath: string, termCount: number) {
    const file = new R1csFile(r1csPath);
    try {
      this.header = file.header;
      this.starts = new Uint32Array(3 * this.header.constraintCount + 1);
      this.wires = new Uint32Array(termCount);
      this.numbers = new Uint16Array(termCount);
      const window = new Uint8Array(1 << 20);
      const view = new DataView(window.buffer);
      let term = 0;
      file.visitTerms(window, (matrix, constraint, wire, offset) => {
        this.wires[term] = wire;
        this.numbers[term] = this.coefficients.numberAt(view, offset);
        term += 1;
        this.starts[3 * constraint + matrix + 1] = term;
      });
      // Empty rows were not visited.
      for (let row = 1; row < this.starts.length; row++) {
        this.starts[row] = Math.max(this.starts[row]!, this.starts[row - 1]!);
      }
    } finally {
      file.close();
    }
  }

  private row(constraint: number, matrix: 0 | 1 | 2): Row {
    const terms: Term[] = [];
    for (let t = this.starts[3 * constraint + matrix]!; t < this.starts[3 * constraint + matrix + 1]!; t++) {
      terms.push({ wire: this.wires[t]!, coefficient: this.numbers[t]! });
    }
    return terms;
  }

  all(constraint: number): [a: Row, b: Row, c: Row] {
    return [this.row(constraint, 0), this.row(constraint, 1), this.row(constraint, 2)];
  }

  /** @param wire  one of the row's. */
  coefficientOf(row: Row, wire: number): bigint {
    return this.coefficients.values[row.find((term) => term.wire === wire)!.coefficient]!;
  }

  isLinear(constraint: number): boolean {
    const start = (row: number) => this.starts[3 * constraint + row]!;
    return start(0) === start(1) || start(1) === start(2);
  }

  /** The wire that `w (w − 1) = 0` makes 0 or 1; undefined for any other constraint. */
  booleanWire(constraint: number): number | undefined {
    if (this.starts[3 * constraint + 3]! - this.starts[3 * constraint]! !== 3) return undefined;
    const [a, b, c] = [this.row(constraint, 0), this.row(constraint, 1), this.row(constraint, 2)];
    const [pair, single] = a.length === 2 ? [a, b] : [b, a];
    if (pair.length !== 2 || single.length !== 1 || c.length !== 0) return undefined;
    const wire = single[0]!.wire;
    const one = pair.find((term) => term.wire === 0);
    const same = pair.find((term) => term.wire === wire);
    if (wire === 0 || one === undefined || same === undefined) return undefined;
    const sum = this.coefficients.values[one.coefficient]! + this.coefficients.values[same.coefficient]!;
    return sum === SCALAR_FIELD_ORDER ? wire : undefined;
  }

  /** Calls `visit` once for every wire of every constraint, without the constant 1. */
  visitWires(visit: (constraint: number, wire: number) => void): void {
    const last = new Int32Array(this.header.wireCount).fill(-1);
    for (let constraint = 0; constraint < this.header.constraintCount; constraint++) {
      for (let t = this.starts[3 * constraint]!; t < this.starts[3 * constraint + 3]!; t++) {
        const wire = this.wires[t]!;
        if (wire === 0 || last[wire] === constraint) continue;
        last[wire] = constraint;
        visit(constraint, wire);
      }
    }
  }
}
