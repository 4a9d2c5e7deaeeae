/**
 * From constraints and hints to a straight-line program: the wires that are known make more wires known, until all are.
 *
 * Every constraint is either solved for a wire, solved for the bits of a number, or checked; none is left out but
 * `w (w − 1) = 0` where w is a bit by the way it is made, and what a truth table shows to hold always. So what the
 * program yields satisfies the whole system, or the page is refused.
 *
 * Wires that depend on each other as little as possible are made together (in waves), which lets the calculator work
 * on whole words: 32 constraints of an xor3 are a handful of operations.
 * @module
 */
import { SCALAR_FIELD_ORDER } from "../../../prover/bn254.ts";
import { inverseMod } from "../../development-keys/toxic-waste.ts";
import { ConstraintIndex } from "./constraint-index.ts";
import type { ConstraintRows, Row } from "./constraint-rows.ts";
import { digestOperation } from "./digest-operation.ts";
import { WitnessProgramError } from "./errors.ts";
import type { CircuitHints } from "./hints.ts";
import { linearForm, mergeRuns } from "./linear-form.ts";
import { mergeTables } from "./merge-tables.ts";
import type { Operation, TableOperation } from "./operations.ts";
import { TABLE_INPUTS, TruthTables } from "./truth-table.ts";

export interface DerivedProgram {
  readonly operations: readonly Operation[];
  /** Wires that are 0 or 1 by the way they are made. */
  readonly isBit: Uint8Array;
}

export function deriveOperations(circuit: string, rows: ConstraintRows, hints: CircuitHints): DerivedProgram {
  const derivation = new Derivation(rows, hints);
  derivation.run();
  const left = derivation.index.firstUnknownWire();
  if (left !== undefined) {
    throw new WitnessProgramError(circuit, `neither a constraint nor a hint yields wire ${left}`);
  }
  return { operations: derivation.operations, isBit: derivation.isBit };
}

interface PendingHint {
  readonly needs: readonly number[];
  readonly apply: () => void;
}

export class Derivation {
  readonly index: ConstraintIndex;
  readonly isBit: Uint8Array;
  readonly operations: Operation[] = [];
  private readonly tables: TruthTables;
  /** Made by a hint, so that no constraint is solved for them. */
  private readonly hinted = new Set<number>();
  private hints: PendingHint[];
  /** What the running wave makes: known from the next one on. */
  private made: { readonly wire: number; readonly isBit: boolean }[] = [];
  private waveTables: TableOperation[] = [];
  private waveOthers: Operation[] = [];

  constructor(
    private readonly rows: ConstraintRows,
    private readonly circuitHints: CircuitHints,
  ) {
    this.index = new ConstraintIndex(rows);
    this.isBit = new Uint8Array(rows.header.wireCount);
    this.tables = new TruthTables(rows.coefficients.values);
    this.hints = [...this.isZeroHints(), ...this.claimHints()];
    for (const wire of circuitHints.carries) this.hinted.add(wire);
  }

  run(): void {
    for (const wire of this.circuitHints.inputs) if (wire !== undefined) this.makeNumber(wire);
    while (this.made.length > 0 || this.index.hasLater()) {
      for (const constraint of this.endWave()) this.tryConstraint(constraint);
      this.applyHints();
    }
    // The checks of the last wave.
    this.endWave();
  }

  /** @returns the constraints about which the wave's wires decide something. */
  private endWave(): number[] {
    this.operations.push(...mergeTables(this.waveTables), ...this.waveOthers);
    this.waveTables = [];
    this.waveOthers = [];
    const made = this.made;
    this.made = [];
    for (const { wire, isBit } of made) this.isBit[wire] = Number(isBit);
    return this.index.makeKnown(made.map(({ wire }) => wire));
  }

  private tryConstraint(constraint: number): void {
    const unknown = this.index.unknownWires(constraint);
    // Another constraint of this wave may make the same wire: then this one is checked in the next.
    if (unknown.some((wire) => this.index.isTaken(wire))) this.index.again(constraint);
    else if (unknown.length === 0) this.check(constraint);
    else if (this.isSolved(constraint, unknown)) this.index.finish(constraint);
  }

  private isSolved(constraint: number, unknown: readonly number[]): boolean {
    if (unknown.some((wire) => this.hinted.has(wire))) return this.tryDigest(constraint, unknown);
    const [only] = unknown;
    const isSingle = unknown.length === 1;
    if (isSingle && (this.tryTable(constraint, only!) || this.trySolve(constraint, only!))) return true;
    return this.tryBits(constraint, unknown);
  }

  private check(constraint: number): void {
    this.index.finish(constraint);
    const [a, b, c] = this.allRows(constraint);
    const inputs = this.index.wires(constraint);
    const isSmall = inputs.length <= TABLE_INPUTS && inputs.every((wire) => this.isBit[wire] === 1);
    if (isSmall && this.tables.alwaysHolds([a, b, c], inputs)) return;
    this.waveOthers.push({
      kind: "check",
      constraint,
      ...(this.rows.isLinear(constraint) ? {} : { product: { a: this.form(a), b: this.form(b) } }),
      c: this.form(c),
    });
  }

  private tryTable(constraint: number, unknown: number): boolean {
    const inputs = this.index.wires(constraint).filter((wire) => wire !== unknown);
    if (inputs.length > TABLE_INPUTS || inputs.some((wire) => this.isBit[wire] !== 1)) return false;
    inputs.sort((left, right) => left - right);
    const isBoolean = this.index.isBoolean(unknown);
    const table = this.tables.solve(this.allRows(constraint), inputs, unknown, isBoolean);
    if (table === undefined) return false;
    this.waveTables.push({ kind: "table", table, inputs, out: unknown, length: 1 });
    this.make(unknown, true);
    return true;
  }

  /** A wire that stands in C alone, with a coefficient c: wire = (A · B − the rest of C) / c. */
  private trySolve(constraint: number, unknown: number): boolean {
    const [a, b, c] = this.allRows(constraint);
    const isLinear = this.rows.isLinear(constraint);
    const has = (row: Row) => row.some(({ wire }) => wire === unknown);
    if (!has(c) || (!isLinear && (has(a) || has(b)))) return false;
    // tryBits does it, and looks that it is a bit.
    if (isLinear && this.index.isBoolean(unknown)) return false;
    const scale = inverseMod(this.coefficientOf(c, unknown));
    const rest = c.filter(({ wire }) => wire !== unknown);
    this.waveOthers.push({
      kind: "assign",
      out: unknown,
      ...(isLinear ? {} : { product: { a: this.form(a), b: this.form(b), scale } }),
      c: this.form(rest, SCALAR_FIELD_ORDER - scale),
    });
    this.makeNumber(unknown);
    return true;
  }

  /** Σ ±2^k bit_k = what is known, with every k once: the bits are those of the number. */
  private tryBits(constraint: number, unknown: readonly number[]): boolean {
    if (!this.rows.isLinear(constraint) || unknown.some((wire) => !this.index.isBoolean(wire))) return false;
    const c = this.allRows(constraint)[2];
    const powers = c
      .filter(({ wire }) => unknown.includes(wire))
      .map(({ wire, coefficient }) => ({ wire, power: this.rows.coefficients.power(coefficient) }));
    const places = new Set(powers.map(({ power }) => power?.exponent));
    const negative = powers[0]!.power?.negative;
    const isNumber =
      places.size === unknown.length &&
      powers.every(({ power }) => power !== undefined && power.negative === negative && power.exponent < 253);
    if (!isNumber) return false;
    this.waveOthers.push({
      kind: "bits",
      constraint,
      form: this.form(
        c.filter(({ wire }) => !unknown.includes(wire)),
        negative ? 1n : SCALAR_FIELD_ORDER - 1n,
      ),
      out: mergeRuns(
        powers.map(({ wire, power }) => ({ wire, shift: power!.exponent, length: 1, negative: false })),
      ),
    });
    for (const wire of unknown) this.make(wire, true);
    return true;
  }

  /** One number and carries that are unknown: the number is a packed digest. */
  private tryDigest(constraint: number, unknown: readonly number[]): boolean {
    const [digest, ...more] = unknown.filter((wire) => !this.circuitHints.carries.has(wire));
    if (digest === undefined || more.length > 0 || !this.rows.isLinear(constraint)) return false;
    const c = this.allRows(constraint)[2];
    const isBit = (wire: number) => this.isBit[wire] === 1;
    const operation = digestOperation(c, unknown, digest, this.rows.coefficients, isBit);
    if (operation === undefined) return false;
    this.waveOthers.push(operation);
    for (const wire of unknown) this.make(wire, wire !== digest);
    return true;
  }

  private *isZeroHints(): Generator<PendingHint> {
    for (const { inverse, out } of this.circuitHints.isZero) {
      this.hinted.add(inverse).add(out);
      const [constraint] = this.index.constraintsOf(inverse);
      if (constraint === undefined) continue;
      const { form, scale } = this.isZeroFactor(constraint, inverse);
      yield {
        needs: form.map(({ wire }) => wire),
        apply: () => {
          this.waveOthers.push({ kind: "isZero", form: this.form(form, scale), inverse, out });
          this.make(inverse, false);
          this.make(out, true);
        },
      };
    }
  }

  /** k · inverse · form = c + c' · out: where out is 0, the inverse is that of form · k / c. */
  private isZeroFactor(constraint: number, inverse: number): { form: Row; scale: bigint } {
    const [a, b, c] = this.allRows(constraint);
    const [factor, form] = a.some(({ wire }) => wire === inverse) ? [a, b] : [b, a];
    const ofOne = c.some(({ wire }) => wire === 0) ? this.coefficientOf(c, 0) : 1n;
    return { form, scale: (this.coefficientOf(factor, inverse) * inverseMod(ofOne)) % SCALAR_FIELD_ORDER };
  }

  private *claimHints(): Generator<PendingHint> {
    for (const { active, gindex, parent, selectors, side } of this.circuitHints.claims) {
      for (const wire of [...selectors, side]) this.hinted.add(wire);
      yield {
        needs: [active, gindex],
        apply: () => {
          if (selectors.length > 0) this.waveOthers.push({ kind: "select", active, parent, selectors });
          this.waveOthers.push({ kind: "side", active, gindex, side });
          for (const wire of [...selectors, side]) this.make(wire, true);
        },
      };
    }
  }

  private applyHints(): void {
    this.hints = this.hints.filter(({ needs, apply }) => {
      if (!needs.every((wire) => wire === 0 || this.index.isKnown(wire))) return true;
      apply();
      return false;
    });
  }

  /** A number that a constraint wants to be 0 or 1 is looked at and is a bit from then on. */
  private makeNumber(wire: number): void {
    const constraint = this.index.booleanConstraint(wire);
    if (constraint !== undefined) {
      const fields = [{ wire, coefficient: this.rows.coefficients.number(1n) }];
      this.waveOthers.push({
        kind: "bits",
        constraint,
        form: { constant: 0n, runs: [], bits: [], fields },
        out: [{ wire, shift: 0, length: 1, negative: false }],
      });
    }
    this.make(wire, constraint !== undefined);
  }

  private make(wire: number, isBit: boolean): void {
    this.index.take(wire);
    this.made.push({ wire, isBit });
  }

  private coefficientOf(row: Row, wire: number): bigint {
    return this.rows.coefficients.values[row.find((term) => term.wire === wire)!.coefficient]!;
  }

  private form(row: Row, scale = 1n) {
    return linearForm(row, scale, this.rows.coefficients, (wire) => this.isBit[wire] === 1);
  }

  private allRows(constraint: number): [Row, Row, Row] {
    return [this.rows.row(constraint, 0), this.rows.row(constraint, 1), this.rows.row(constraint, 2)];
  }
}
