/**
 * A finished witness of which a few wires are changed. The sums of every constraint are kept as they were, so that an
 * edit costs what it touches and not the length of the constraints.
 * @module
 */
import {
  type ConstraintSystem,
  FIELD_ORDER,
  inverse,
  modulo,
} from "../../scripts/soundness/constraint-system.ts";

type Sums = [a: bigint, b: bigint, c: bigint];

export class EditedWitness {
  /** Wire → new value less the finished one. */
  private readonly differences = new Map<number, bigint>();
  private readonly finishedSums: Sums[] = [];
  private readonly inverses = new Map<bigint, bigint>();

  constructor(
    private readonly system: ConstraintSystem,
    private readonly finished: readonly bigint[],
  ) {}

  set(wire: number, value: bigint): void {
    this.differences.set(wire, value - this.finished[wire]!);
  }

  /** Gives a wire the value that it had in the finished witness. */
  restore(wire: number): void {
    this.differences.delete(wire);
  }

  isEdited(wire: number): boolean {
    return this.differences.has(wire);
  }

  /** A violated constraint among those that read an edited wire: no other can be, if the finished witness violated none. */
  violated(): number | undefined {
    for (const wire of this.differences.keys()) {
      const violated = this.system.constraintsOf(wire).find((number) => !this.holds(number));
      if (violated !== undefined) return violated;
    }
    return undefined;
  }

  /**
   * The value of `wire` that makes a constraint hold, whatever it is now.
   * @returns undefined where the wire does not enter, or enters A and B: the equation is not linear in it.
   */
  solve(number: number, wire: number): bigint | undefined {
    const [factorA, factorB] = this.system.factorsOf(number, wire);
    if (factorA !== 0n && factorB !== 0n) return undefined;
    const sums = this.sumsOf(number);
    const [sumA, sumB, sumC] = sums;
    const slope = this.system.slopeOf(number, wire, sums);
    if (slope === 0n) return undefined;
    const value = this.finished[wire]! + (this.differences.get(wire) ?? 0n);
    return modulo(value - modulo(sumA * sumB - sumC) * this.inverseOf(slope));
  }

  private holds(number: number): boolean {
    const [sumA, sumB, sumC] = this.sumsOf(number);
    return (sumA * sumB - sumC) % FIELD_ORDER === 0n;
  }

  private sumsOf(number: number): Sums {
    this.finishedSums[number] ??= this.system.sumsOf(number, this.finished);
    let [sumA, sumB, sumC] = this.finishedSums[number];
    for (const [wire, difference] of this.differences) {
      const [factorA, factorB, factorC] = this.system.factorsOf(number, wire);
      sumA += factorA * difference;
      sumB += factorB * difference;
      sumC += factorC * difference;
    }
    return [sumA, sumB, sumC];
  }

  /** Few slopes occur, and an inverse is the dearest step. */
  private inverseOf(slope: bigint): bigint {
    const known = this.inverses.get(slope) ?? inverse(slope);
    this.inverses.set(slope, known);
    return known;
  }
}
