/**
 * What one constraint yields when the wires that it leaves open are few: each way to solve it is a kind of operation.
 * @module
 */
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";
import { inverseMod } from "../../development-keys/toxic-waste.ts";
import type { ConstraintIndex } from "./constraint-index.ts";
import type { ConstraintRows, Row } from "./constraint-rows.ts";
import { digestOperation } from "./digest-operation.ts";
import { type LinearForm, linearForm, mergeRuns } from "./linear-form.ts";
import type { Operation } from "./operations.ts";
import { TABLE_INPUTS, TruthTables } from "./truth-table.ts";

/** An operation with the wires that it makes. */
export interface Step {
  readonly operation: Operation;
  /** 0 or 1 by the way they are made. */
  readonly bits: readonly number[];
  readonly numbers: readonly number[];
}

export class ConstraintSolver {
  private readonly tables: TruthTables;

  /**
   * @param isBit    1 for known wires that are bits; grows as the derivation goes on.
   * @param carries  free bits of digests.
   */
  constructor(
    private readonly rows: ConstraintRows,
    private readonly index: ConstraintIndex,
    private readonly isBit: Uint8Array,
    private readonly carries: ReadonlySet<number>,
  ) {
    this.tables = new TruthTables(rows.coefficients.values);
  }

  /** A constraint without unknown wires; undefined where it cannot but hold. */
  check(constraint: number): Operation | undefined {
    const [a, b, c] = this.rows.all(constraint);
    const inputs = this.index.wires(constraint);
    const isSmall = inputs.length <= TABLE_INPUTS && inputs.every((wire) => this.isBit[wire] === 1);
    if (isSmall && this.tables.alwaysHolds([a, b, c], inputs)) return undefined;
    return {
      kind: "check",
      constraint,
      ...(this.rows.isLinear(constraint) ? {} : { product: { a: this.form(a), b: this.form(b) } }),
      c: this.form(c),
    };
  }

  /** @param unknown  at least one. @returns undefined where they are too many, or the constraint leaves them open. */
  solve(constraint: number, unknown: readonly number[]): Step | undefined {
    const [only] = unknown;
    const single =
      unknown.length === 1
        ? (this.table(constraint, only!) ?? this.assignment(constraint, only!))
        : undefined;
    return single ?? this.bits(constraint, unknown);
  }

  /** One number and carries that are unknown: the number is a packed digest. */
  digest(constraint: number, unknown: readonly number[]): Step | undefined {
    const carries = unknown.filter((wire) => this.carries.has(wire));
    const numbers = unknown.filter((wire) => !this.carries.has(wire));
    if (numbers.length !== 1 || !this.rows.isLinear(constraint)) return undefined;
    const c = this.rows.all(constraint)[2];
    const operation = digestOperation(c, carries, numbers[0]!, this.rows.coefficients, this.isBitWire);
    return operation && { operation, bits: carries, numbers };
  }

  form(row: Row, scale = 1n): LinearForm {
    return linearForm(row, scale, this.rows.coefficients, this.isBitWire);
  }

  private table(constraint: number, unknown: number): Step | undefined {
    const inputs = this.index.wires(constraint).filter((wire) => wire !== unknown);
    if (inputs.length > TABLE_INPUTS || inputs.some((wire) => this.isBit[wire] !== 1)) return undefined;
    inputs.sort((left, right) => left - right);
    const isBoolean = this.index.booleanConstraint(unknown) !== undefined;
    const table = this.tables.solve(this.rows.all(constraint), inputs, unknown, isBoolean);
    if (table === undefined) return undefined;
    return {
      operation: { kind: "table", table, inputs, out: unknown, length: 1 },
      bits: [unknown],
      numbers: [],
    };
  }

  /** A wire that stands in C alone, with a coefficient c: wire = (A · B − the rest of C) / c. */
  private assignment(constraint: number, unknown: number): Step | undefined {
    const [a, b, c] = this.rows.all(constraint);
    const isLinear = this.rows.isLinear(constraint);
    const has = (row: Row) => row.some(({ wire }) => wire === unknown);
    if (!has(c) || (!isLinear && (has(a) || has(b)))) return undefined;
    // As bits of a number it is made in one operation, not two.
    if (isLinear && this.index.booleanConstraint(unknown) !== undefined) return undefined;
    const scale = inverseMod(this.rows.coefficientOf(c, unknown));
    const rest = c.filter(({ wire }) => wire !== unknown);
    const operation: Operation = {
      kind: "assign",
      out: unknown,
      ...(isLinear ? {} : { product: { a: this.form(a), b: this.form(b), scale } }),
      c: this.form(rest, SCALAR_FIELD_ORDER - scale),
    };
    return { operation, bits: [], numbers: [unknown] };
  }

  /** Σ ±2^k bit_k = what is known, with every k once: the bits are those of the number. */
  private bits(constraint: number, unknown: readonly number[]): Step | undefined {
    if (!this.rows.isLinear(constraint)) return undefined;
    if (unknown.some((wire) => this.index.booleanConstraint(wire) === undefined)) return undefined;
    const c = this.rows.all(constraint)[2];
    const open = new Set(unknown);
    const powers = c
      .filter(({ wire }) => open.has(wire))
      .map(({ wire, coefficient }) => ({ wire, power: this.rows.coefficients.power(coefficient) }));
    const places = new Set(powers.map(({ power }) => power?.exponent));
    const negative = powers[0]!.power?.negative;
    const isNumber =
      places.size === unknown.length &&
      powers.every(({ power }) => power !== undefined && power.negative === negative && power.exponent < 253);
    if (!isNumber) return undefined;
    const known = c.filter(({ wire }) => !open.has(wire));
    const operation: Operation = {
      kind: "bits",
      constraint,
      form: this.form(known, negative ? 1n : SCALAR_FIELD_ORDER - 1n),
      out: mergeRuns(
        powers.map(({ wire, power }) => ({ wire, shift: power!.exponent, length: 1, negative: false })),
      ),
    };
    return { operation, bits: unknown, numbers: [] };
  }

  private readonly isBitWire = (wire: number): boolean => this.isBit[wire] === 1;
}
