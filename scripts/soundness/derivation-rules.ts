/**
 * Which wires one constraint determines once all its other wires are known. No witness is looked at: a bit that happens to
 * pin a wire in one witness hides nothing.
 *
 * Each rule is sound by itself (the idea is that of Ecne and Picus, "Automated Detection of Under-Constrained Circuits in
 * Zero-Knowledge Proofs", PLDI 2023):
 * - `linear`: one unknown wire whose coefficient can never be 0: a constant, or a form of up to six known bits that
 *   vanishes for none of their values (as in xor and majority).
 * - `digits`: several unknown bits, weighted so that every sum of them comes about in one way.
 * - `isZero`: f × inverse = 1 − out and f × out = 0 with f known: `out` follows. `inverse` does, but where f is 0.
 * @module
 */
import {
  type Constraint,
  type ConstraintSystem,
  factorOf,
  type LinearCombination,
  modulo,
} from "./constraint-system.ts";
import { scaleOfDigits } from "./digits.ts";
import { isMultiple, rootsAreZeroAndOne, theOnlyWire } from "./linear-forms.ts";

export type Deduction =
  | { readonly rule: "linear"; readonly constraint: number; readonly wire: number }
  | {
      readonly rule: "digits";
      readonly constraint: number;
      readonly wires: readonly number[];
      readonly scale: bigint;
    }
  | {
      readonly rule: "isZero";
      readonly constraint: number;
      /** Which factor of the constraint is f: 0 for A, 1 for B. */
      readonly factor: 0 | 1;
      readonly out: number;
      readonly inverse: number;
    };

export interface Assumptions {
  /** Given wires that whoever uses the circuit keeps to 0 and 1. */
  readonly bits?: Iterable<number>;
  /** Further given wires, and the values that they have: one case of several. */
  readonly assumed?: ReadonlyMap<number, bigint>;
}

/** Of more bits than this the values of a coefficient are not gone through. */
const MAX_COEFFICIENT_BITS = 6;

export class DerivationRules {
  /** A constraint that is left out, as if the circuit did not have it. */
  without: number | undefined;
  private readonly assumed: ReadonlyMap<number, bigint>;
  private readonly isBitByUse: Uint8Array;
  /** Of each wire, how many constraints keep it to 0 and 1; and of such a constraint, which wire that is. */
  private readonly bitMakers: Uint8Array;
  private readonly madeBit = new Map<number, number>();
  /** Constraints by the wire that is alone in one of their factors, where the product is 0. */
  private readonly zeroProducts = new Map<number, number[]>();

  constructor(
    private readonly system: ConstraintSystem,
    assumptions: Assumptions,
  ) {
    this.assumed = assumptions.assumed ?? new Map();
    this.isBitByUse = new Uint8Array(system.wireCount);
    this.bitMakers = new Uint8Array(system.wireCount);
    for (const wire of assumptions.bits ?? []) this.isBitByUse[wire] = 1;
    system.constraints.forEach((constraint, number) => void this.noteProductOfZero(constraint, number));
  }

  isBit(wire: number): boolean {
    if (this.isBitByUse[wire]) return true;
    const makers = this.bitMakers[wire]!;
    return makers > (this.without !== undefined && this.madeBit.get(this.without) === wire ? 1 : 0);
  }

  /** The wire that a constraint keeps to 0 and 1. */
  bitMadeBy(number: number): number | undefined {
    return this.madeBit.get(number);
  }

  /**
   * @param unknown  all wires of the constraint that are not known.
   * @returns undefined where no rule reaches any of them.
   */
  deduce(number: number, unknown: readonly number[]): Deduction | undefined {
    if (unknown.length === 0 || number === this.without) return undefined;
    const constraint = this.system.constraints[number]!;
    return (
      (unknown.length === 2 ? this.isZero(constraint, number, unknown) : undefined) ??
      this.linearOrDigits(constraint, number, unknown)
    );
  }

  /** x (x − 1) = 0 makes a bit; x × f = 0 may be one half of a test for 0. */
  private noteProductOfZero([a, b, c]: Constraint, number: number): void {
    if (c.wires.length > 0) return;
    const [aloneA, aloneB] = [theOnlyWire(a), theOnlyWire(b)];
    if (aloneA !== undefined && aloneA === aloneB && rootsAreZeroAndOne(a, b, aloneA)) {
      this.bitMakers[aloneA]! += 1;
      this.madeBit.set(number, aloneA);
    }
    for (const [form, wire] of [[a, aloneA] as const, [b, aloneB] as const]) {
      if (wire === undefined || form.wires.length > 1) continue;
      const known = this.zeroProducts.get(wire);
      if (known === undefined) this.zeroProducts.set(wire, [number]);
      else known.push(number);
    }
  }

  private isZero([a, b, c]: Constraint, number: number, unknown: readonly number[]): Deduction | undefined {
    for (const [factor, form, other] of [[0, a, b] as const, [1, b, a] as const]) {
      const [inverse, out] = [other.wires[0], theOnlyWire(c)];
      if (other.wires.length !== 1 || inverse === undefined || out === undefined || inverse === out) continue;
      // `inverse` is open where f is 0: so nothing else may read it.
      if (this.system.constraintsOf(inverse).length > 1) continue;
      if (!unknown.includes(inverse) || !unknown.includes(out)) continue;
      if (form.wires.some((wire) => unknown.includes(wire))) continue;
      const halves = this.zeroProducts.get(out) ?? [];
      const hasOtherHalf = halves.some((half) => {
        const [halfA, halfB] = this.system.constraints[half]!;
        return half !== this.without && isMultiple(halfA.wires.includes(out) ? halfB : halfA, form);
      });
      if (hasOtherHalf) return { rule: "isZero", constraint: number, factor, out, inverse };
    }
    return undefined;
  }

  private linearOrDigits(
    [a, b, c]: Constraint,
    constraint: number,
    unknown: readonly number[],
  ): Deduction | undefined {
    const inA = unknown.some((wire) => a.wires.includes(wire));
    const inB = unknown.some((wire) => b.wires.includes(wire));
    if (inA && inB) return undefined;
    const [open, fixed] = inB ? [b, a] : [a, b];
    if (unknown.length === 1) {
      const [wire] = unknown as [number];
      return this.canVanish(factorOf(open, wire), fixed, factorOf(c, wire))
        ? undefined
        : { rule: "linear", constraint, wire };
    }
    if (!unknown.every((wire) => this.isBit(wire))) return undefined;
    const { constant, wires } = this.withAssumed(fixed);
    if ((inA || inB) && wires.length > 0) return undefined;
    const weights = unknown.map((wire) => modulo(factorOf(open, wire) * constant - factorOf(c, wire)));
    const scale = scaleOfDigits(weights);
    return scale === undefined ? undefined : { rule: "digits", constraint, wires: unknown, scale };
  }

  /** Whether factor × form − constant is 0 for some values of the form's wires, as far as can be told. */
  private canVanish(factor: bigint, form: LinearCombination, constant: bigint): boolean {
    if (factor === 0n) return constant === 0n;
    const { constant: start, wires } = this.withAssumed(form);
    if (wires.length > MAX_COEFFICIENT_BITS || !wires.every((wire) => this.isBit(wire))) return true;
    for (let values = 0; values < 1 << wires.length; values++) {
      let sum = start;
      wires.forEach((wire, i) => {
        if ((values >> i) & 1) sum += factorOf(form, wire);
      });
      if (modulo(factor * sum - constant) === 0n) return true;
    }
    return false;
  }

  /** A form's constant part, assumed values put in, and the wires that stay. */
  private withAssumed(form: LinearCombination): { constant: bigint; wires: number[] } {
    let constant = factorOf(form, 0);
    const wires: number[] = [];
    for (const wire of form.wires) {
      const value = this.assumed.get(wire);
      if (value !== undefined) constant += factorOf(form, wire) * value;
      else if (wire !== 0) wires.push(wire);
    }
    return { constant, wires };
  }
}
