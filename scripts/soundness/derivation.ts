/**
 * What the constraints of a circuit determine once some of its wires are given, whatever a prover does. No witness is
 * looked at: a bit that happens to pin a wire in one witness hides nothing.
 *
 * Each rule is sound by itself (the idea is that of Ecne and Picus, "Automated Detection of Under-Constrained Circuits in
 * Zero-Knowledge Proofs", PLDI 2023):
 * - `linear`: one unknown wire whose coefficient can never be 0: a constant, or a form of up to six known bits that
 *   vanishes for none of their values (as in xor and majority).
 * - `digits`: several unknown bits, weighted so that every sum of them comes about in one way.
 * - `isZero`: f × inverse = 1 − out and f × out = 0 with f known: `out` follows. `inverse` does, but where f is 0.
 *
 * A wire that no rule reaches is not proved to be free: it is a lead.
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

export type Step =
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
    }
  /** No rule reached it; it was taken as given so that the others can be. */
  | { readonly rule: "chosen"; readonly wire: number };

export interface Derivation {
  /** How every wire that is not given follows from those before it. */
  readonly steps: readonly Step[];
  /** Wires that no rule reaches from the given ones. */
  readonly undetermined: readonly number[];
}

export interface DerivationOptions {
  /** Given wires that whoever uses the circuit keeps to 0 and 1. */
  readonly bits?: Iterable<number>;
  /** Further given wires, and the values that they have: one case of several. */
  readonly assumed?: ReadonlyMap<number, bigint>;
  /** A constraint that is left out, as if the circuit did not have it. */
  readonly without?: number;
}

/** @param given  the public inputs and whatever else a prover may choose. */
export function derive(
  system: ConstraintSystem,
  given: Iterable<number>,
  options: DerivationOptions = {},
): Derivation {
  return new Deriver(system, options).run(given);
}

/** Of more bits than this the values of a coefficient are not gone through. */
const MAX_COEFFICIENT_BITS = 6;

class Deriver {
  private readonly steps: Step[] = [];
  private readonly known: Uint8Array;
  private readonly isBit: Uint8Array;
  /** By constraint: unknown wires, and those of them that are no bits. */
  private readonly unknownCounts: Int32Array;
  private readonly numberCounts: Int32Array;
  /** Constraints by the wire that is alone in one of their factors, where the product is 0. */
  private readonly zeroProducts = new Map<number, number[]>();
  private readonly waiting: number[] = [];
  private readonly isWaiting: Uint8Array;
  private readonly assumed: ReadonlyMap<number, bigint>;

  constructor(
    private readonly system: ConstraintSystem,
    private readonly options: DerivationOptions,
  ) {
    const { wireCount, constraints } = system;
    this.assumed = options.assumed ?? new Map();
    this.known = new Uint8Array(wireCount);
    this.known[0] = 1;
    this.isBit = new Uint8Array(wireCount);
    this.unknownCounts = new Int32Array(constraints.length);
    this.numberCounts = new Int32Array(constraints.length);
    this.isWaiting = new Uint8Array(constraints.length);
    for (const wire of options.bits ?? []) this.isBit[wire] = 1;
    constraints.forEach((constraint, number) => {
      if (number !== options.without) this.noteProductOfZero(constraint, number);
    });
    for (let wire = 1; wire < wireCount; wire++) {
      for (const number of system.constraintsOf(wire)) {
        this.unknownCounts[number]! += 1;
        if (!this.isBit[wire]) this.numberCounts[number]! += 1;
      }
    }
  }

  run(given: Iterable<number>): Derivation {
    for (const wire of given) this.learn(wire);
    for (const wire of this.assumed.keys()) this.learn(wire);
    for (let number = 0; number < this.system.constraints.length; number++) this.look(number);
    this.propagate();
    const undetermined = this.unknownWires();
    // Bits first: where a whole digest is open, its carries leave nothing else open.
    const ordered = [...undetermined].sort((a, b) => this.isBit[b]! - this.isBit[a]! || a - b);
    for (const wire of ordered) {
      if (this.known[wire]) continue;
      this.steps.push({ rule: "chosen", wire });
      this.learn(wire);
      this.propagate();
    }
    return { steps: this.steps, undetermined };
  }

  /** x (x − 1) = 0 makes a bit; x × f = 0 may be one half of a test for 0. */
  private noteProductOfZero([a, b, c]: Constraint, number: number): void {
    if (c.wires.length > 0) return;
    const [aloneA, aloneB] = [theOnlyWire(a), theOnlyWire(b)];
    if (aloneA !== undefined && aloneA === aloneB && rootsAreZeroAndOne(a, b, aloneA)) this.isBit[aloneA] = 1;
    for (const [form, wire] of [[a, aloneA] as const, [b, aloneB] as const]) {
      if (wire === undefined || form.wires.length > 1) continue;
      const known = this.zeroProducts.get(wire);
      if (known === undefined) this.zeroProducts.set(wire, [number]);
      else known.push(number);
    }
  }

  private unknownWires(): number[] {
    const unknown: number[] = [];
    for (let wire = 1; wire < this.system.wireCount; wire++) if (!this.known[wire]) unknown.push(wire);
    return unknown;
  }

  private learn(wire: number): void {
    if (this.known[wire]) return;
    this.known[wire] = 1;
    for (const number of this.system.constraintsOf(wire)) {
      this.unknownCounts[number]! -= 1;
      if (!this.isBit[wire]) this.numberCounts[number]! -= 1;
      this.look(number);
    }
  }

  /** Puts a constraint on the list if few enough of its wires are unknown. */
  private look(number: number): void {
    const unknown = this.unknownCounts[number]!;
    if (unknown === 0 || this.isWaiting[number] || number === this.options.without) return;
    if (unknown > 2 && this.numberCounts[number]! > 0) return;
    this.isWaiting[number] = 1;
    this.waiting.push(number);
  }

  private propagate(): void {
    for (let number = this.waiting.pop(); number !== undefined; number = this.waiting.pop()) {
      this.isWaiting[number] = 0;
      if (this.unknownCounts[number]! === 0) continue;
      const step = this.stepOf(number);
      if (step === undefined) continue;
      this.steps.push(step);
      for (const wire of wiresOfStep(step)) this.learn(wire);
    }
  }

  private stepOf(number: number): Step | undefined {
    const constraint = this.system.constraints[number]!;
    const unknown = this.system.wiresOf(number).filter((wire) => !this.known[wire]);
    return (
      (unknown.length === 2 ? this.isZero(constraint, number) : undefined) ??
      this.linearOrDigits(constraint, number, unknown)
    );
  }

  private isZero([a, b, c]: Constraint, number: number): Step | undefined {
    for (const [factor, form, other] of [[0, a, b] as const, [1, b, a] as const]) {
      const [inverseWire, out] = [other.wires[0], theOnlyWire(c)];
      if (other.wires.length !== 1 || inverseWire === undefined || out === undefined || inverseWire === out)
        continue;
      // `inverse` is open where f is 0: so nothing else may read it.
      if (this.system.constraintsOf(inverseWire).length > 1) continue;
      if (this.known[inverseWire] || this.known[out] || form.wires.some((wire) => !this.known[wire]))
        continue;
      const halves = this.zeroProducts.get(out) ?? [];
      const hasOtherHalf = halves.some((half) => {
        const [halfA, halfB] = this.system.constraints[half]!;
        return isMultiple(halfA.wires.includes(out) ? halfB : halfA, form);
      });
      if (hasOtherHalf) return { rule: "isZero", constraint: number, factor, out, inverse: inverseWire };
    }
    return undefined;
  }

  private linearOrDigits(
    [a, b, c]: Constraint,
    constraint: number,
    unknown: readonly number[],
  ): Step | undefined {
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
    if (!unknown.every((wire) => this.isBit[wire])) return undefined;
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
    if (wires.length > MAX_COEFFICIENT_BITS || !wires.every((wire) => this.isBit[wire])) return true;
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

/** What a step makes known. */
export function wiresOfStep(step: Step): readonly number[] {
  switch (step.rule) {
    case "digits":
      return step.wires;
    case "isZero":
      return [step.out, step.inverse];
    default:
      return [step.wire];
  }
}
