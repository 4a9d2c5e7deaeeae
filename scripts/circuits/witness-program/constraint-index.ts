/**
 * Which wires are known, and which constraints have so few unknown ones that they decide something.
 * @module
 */
import type { ConstraintRows } from "./constraint-rows.ts";

export class ConstraintIndex {
  private readonly known: Uint8Array;
  /** Made in the running wave. */
  private readonly taken: Uint8Array;
  private readonly finished: Uint8Array;
  private readonly linear: Uint8Array;
  /** 1 + the constraint w (w − 1) = 0 of a wire, 0 for none. */
  private readonly booleanBy: Uint32Array;
  private readonly unknownCounts: Uint32Array;
  /** Of them, those that are neither boolean nor known. */
  private readonly numberCounts: Uint32Array;
  private readonly wireStarts: Uint32Array;
  private readonly wireConstraints: Uint32Array;
  private readonly queued: Int32Array;
  private wave = 0;
  private later: number[] = [];

  constructor(private readonly rows: ConstraintRows) {
    const { wireCount, constraintCount } = rows.header;
    this.known = new Uint8Array(wireCount);
    this.taken = new Uint8Array(wireCount);
    this.known[0] = 1;
    this.finished = new Uint8Array(constraintCount);
    this.linear = new Uint8Array(constraintCount);
    this.booleanBy = new Uint32Array(wireCount);
    for (let constraint = 0; constraint < constraintCount; constraint++) {
      this.linear[constraint] = Number(rows.isLinear(constraint));
      const wire = rows.booleanWire(constraint);
      if (wire === undefined) continue;
      this.booleanBy[wire] = constraint + 1;
      this.finished[constraint] = 1;
    }
    this.unknownCounts = new Uint32Array(constraintCount);
    this.numberCounts = new Uint32Array(constraintCount);
    this.wireStarts = new Uint32Array(wireCount + 1);
    rows.visitWires((constraint, wire) => {
      if (this.finished[constraint]) return;
      this.unknownCounts[constraint]! += 1;
      if (!this.isBoolean(wire)) this.numberCounts[constraint]! += 1;
      this.wireStarts[wire + 1]! += 1;
    });
    for (let wire = 0; wire < wireCount; wire++) this.wireStarts[wire + 1]! += this.wireStarts[wire]!;
    this.wireConstraints = new Uint32Array(this.wireStarts[wireCount]!);
    const next = this.wireStarts.slice();
    rows.visitWires((constraint, wire) => {
      if (this.finished[constraint]) return;
      this.wireConstraints[next[wire]!] = constraint;
      next[wire]! += 1;
    });
    this.queued = new Int32Array(constraintCount).fill(-1);
    // A wire that is a constant, which --O1 leaves where it came out of a product: no other wire will lead here.
    for (let constraint = 0; constraint < constraintCount; constraint++) {
      if (!this.finished[constraint] && this.unknownCounts[constraint]! <= 1) this.later.push(constraint);
    }
  }

  isKnown(wire: number): boolean {
    return this.known[wire] === 1;
  }

  /** The constraint that makes a wire 0 or 1; undefined where there is none. */
  booleanConstraint(wire: number): number | undefined {
    return this.isBoolean(wire) ? this.booleanBy[wire]! - 1 : undefined;
  }

  private isBoolean(wire: number): boolean {
    return this.booleanBy[wire] !== 0;
  }

  isTaken(wire: number): boolean {
    return this.taken[wire] === 1;
  }

  /** @throws RangeError for a wire that is made already: the program would contradict itself. */
  take(wire: number): void {
    if (this.taken[wire] === 1) throw new RangeError(`wire ${wire} would be made twice`);
    this.taken[wire] = 1;
  }

  finish(constraint: number): void {
    this.finished[constraint] = 1;
  }

  /** It comes back with the next wave. */
  again(constraint: number): void {
    this.later.push(constraint);
  }

  hasLater(): boolean {
    return this.later.length > 0;
  }

  constraintsOf(wire: number): number[] {
    return [...this.wireConstraints.subarray(this.wireStarts[wire]!, this.wireStarts[wire + 1]!)];
  }

  /** Of a constraint, each once, without the constant 1. */
  wires(constraint: number): number[] {
    const wires = new Set<number>();
    for (const row of this.rows.all(constraint)) for (const { wire } of row) wires.add(wire);
    wires.delete(0);
    return [...wires];
  }

  unknownWires(constraint: number): number[] {
    return this.wires(constraint).filter((wire) => this.known[wire] === 0);
  }

  /** A constraint that was neither solved nor checked; w (w − 1) = 0 counts as checked where w is a bit. */
  firstUnfinished(isBit: Uint8Array): number | undefined {
    const wire = this.booleanBy.findIndex((constraint, wire) => constraint !== 0 && isBit[wire] === 0);
    if (wire >= 0) return this.booleanConstraint(wire);
    const constraint = this.finished.indexOf(0);
    return constraint < 0 ? undefined : constraint;
  }

  firstUnknownWire(): number | undefined {
    const wire = this.known.indexOf(0);
    return wire < 0 ? undefined : wire;
  }

  /** @returns the unfinished constraints with at most one unknown number, in which something may be decided now. */
  makeKnown(wires: readonly number[]): number[] {
    this.wave += 1;
    const ready: number[] = [];
    const queue = (constraint: number) => {
      if (this.finished[constraint] || this.queued[constraint] === this.wave) return;
      this.queued[constraint] = this.wave;
      ready.push(constraint);
    };
    const touched: number[] = [];
    for (const wire of wires) {
      this.known[wire] = 1;
      for (let i = this.wireStarts[wire]!; i < this.wireStarts[wire + 1]!; i++) {
        const constraint = this.wireConstraints[i]!;
        this.unknownCounts[constraint]! -= 1;
        if (!this.isBoolean(wire)) this.numberCounts[constraint]! -= 1;
        touched.push(constraint);
      }
    }
    for (const constraint of touched) if (this.mayDecide(constraint)) queue(constraint);
    for (const constraint of this.later.splice(0)) queue(constraint);
    return ready;
  }

  private mayDecide(constraint: number): boolean {
    if (this.unknownCounts[constraint]! <= 1) return true;
    return this.linear[constraint] === 1 && this.numberCounts[constraint]! <= 1;
  }
}
