/**
 * From constraints and hints to a straight-line program: the wires that are known make more wires known, until all are.
 *
 * Every constraint is either solved for a wire, solved for the bits of a number, or checked; none is left out but
 * `w (w − 1) = 0` where w is a bit by the way it is made, and what a truth table shows to hold always. So what the
 * program yields satisfies the whole system, or the page is refused.
 *
 * Wires are made in waves, each as early as it can be: the calculator then works on whole words, because the 32
 * constraints of an xor3 fall into one wave.
 * @module
 */
import { ConstraintIndex } from "./constraint-index.ts";
import type { ConstraintRows } from "./constraint-rows.ts";
import { ConstraintSolver, type Step } from "./constraint-solver.ts";
import { WitnessProgramError } from "./errors.ts";
import { type HintStep, hintSteps } from "./hint-steps.ts";
import type { CircuitHints } from "./hints.ts";
import { mergeTables } from "./merge-tables.ts";
import type { Operation, TableOperation } from "./operations.ts";

export interface DerivedProgram {
  readonly operations: readonly Operation[];
  /** Wires that are 0 or 1 by the way they are made. */
  readonly isBit: Uint8Array;
}

/** @throws WitnessProgramError where neither a constraint nor a hint yields some wire. */
export function deriveOperations(circuit: string, rows: ConstraintRows, hints: CircuitHints): DerivedProgram {
  const derivation = new Derivation(rows, hints);
  derivation.run();
  const { index, isBit, operations } = derivation;
  const wire = index.firstUnknownWire();
  if (wire !== undefined) {
    throw new WitnessProgramError(circuit, `neither a constraint nor a hint yields wire ${wire}`);
  }
  const constraint = index.firstUnfinished(isBit);
  if (constraint !== undefined) {
    throw new WitnessProgramError(circuit, `constraint ${constraint} is neither solved nor checked`);
  }
  return { operations, isBit };
}

class Derivation {
  readonly index: ConstraintIndex;
  readonly isBit: Uint8Array;
  readonly operations: Operation[] = [];
  private readonly solver: ConstraintSolver;
  /** Made by a hint, so that no constraint is solved for them. */
  private readonly hinted: ReadonlySet<number>;
  private hints: HintStep[];
  /** What the running wave makes: known from the next one on. */
  private made: { readonly wire: number; readonly isBit: boolean }[] = [];
  private waveTables: TableOperation[] = [];
  private waveOthers: Operation[] = [];

  constructor(
    private readonly rows: ConstraintRows,
    private readonly circuitHints: CircuitHints,
  ) {
    const { isZero, claims, carries } = circuitHints;
    this.index = new ConstraintIndex(rows);
    this.isBit = new Uint8Array(rows.header.wireCount);
    this.solver = new ConstraintSolver(rows, this.index, this.isBit, carries);
    this.hints = hintSteps(rows, this.index, this.solver, circuitHints);
    this.hinted = new Set([
      ...carries,
      ...isZero.flatMap(({ inverse, out }) => [inverse, out]),
      ...claims.flatMap(({ selectors, side }) => [...selectors, side]),
    ]);
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
    // One by one: there are more of them than a call takes arguments.
    for (const operation of mergeTables(this.waveTables)) this.operations.push(operation);
    for (const operation of this.waveOthers) this.operations.push(operation);
    this.waveTables = [];
    this.waveOthers = [];
    const made = this.made;
    this.made = [];
    for (const { wire, isBit } of made) this.isBit[wire] = Number(isBit);
    return this.index.makeKnown(made.map(({ wire }) => wire));
  }

  private tryConstraint(constraint: number): void {
    const unknown = this.index.unknownWires(constraint);
    if (unknown.some((wire) => this.index.isTaken(wire))) {
      // Another constraint of this wave makes the same wire: this one is checked in the next.
      this.index.again(constraint);
    } else if (unknown.length === 0) {
      const check = this.solver.check(constraint);
      if (check !== undefined) this.waveOthers.push(check);
      this.index.finish(constraint);
    } else {
      const isHinted = unknown.some((wire) => this.hinted.has(wire));
      const step = isHinted
        ? this.solver.digest(constraint, unknown)
        : this.solver.solve(constraint, unknown);
      if (step === undefined) return;
      this.take(step);
      this.index.finish(constraint);
    }
  }

  private applyHints(): void {
    this.hints = this.hints.filter(({ needs, step }) => {
      if (!needs.every((wire) => this.index.isKnown(wire))) return true;
      for (const one of step()) this.take(one);
      return false;
    });
  }

  private take({ operation, bits, numbers }: Step): void {
    if (operation.kind === "table") this.waveTables.push(operation);
    else this.waveOthers.push(operation);
    for (const wire of bits) this.make(wire, true);
    for (const wire of numbers) this.makeNumber(wire);
  }

  /** A number that a constraint wants to be 0 or 1 is looked at, and is a bit from then on. */
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
}
