/**
 * What the constraints of a circuit determine once some of its wires are given, whatever a prover does: the rules of
 * derivation-rules.ts, applied until none reaches a further wire.
 *
 * A wire that no rule reaches is not proved to be free: it is a lead.
 * @module
 */
import type { ConstraintSystem } from "./constraint-system.ts";
import { type Assumptions, type Deduction, DerivationRules } from "./derivation-rules.ts";

export type Step =
  | Deduction
  /** No rule reached it; it was taken as given so that the others can be. */
  | { readonly rule: "chosen"; readonly wire: number };

export interface Derivation {
  /** How every wire that is not given follows from those before it. */
  readonly steps: readonly Step[];
  /** By constraint, which of the steps was taken from it, if any. */
  readonly positions: ReadonlyMap<number, number>;
  /** Wires that no rule reaches from the given ones. */
  readonly undetermined: readonly number[];
}

export interface DerivationOptions extends Assumptions {
  /** A constraint that is left out, as if the circuit did not have it. */
  readonly without?: number | undefined;
}

/** @param given  the public inputs and whatever else a prover may choose. */
export function derive(
  system: ConstraintSystem,
  given: Iterable<number>,
  options: DerivationOptions = {},
): Derivation {
  return new Deriver(system, options).run(given);
}

class Deriver {
  private readonly steps: Step[] = [];
  private readonly rules: DerivationRules;
  private readonly known: Uint8Array;
  /** By constraint: unknown wires, and those of them that are no bits. */
  private readonly unknownCounts: Int32Array;
  private readonly numberCounts: Int32Array;
  private readonly waiting: number[] = [];
  private readonly isWaiting: Uint8Array;

  constructor(
    private readonly system: ConstraintSystem,
    private readonly options: DerivationOptions,
  ) {
    const { wireCount, constraints } = system;
    this.rules = new DerivationRules(system, options);
    this.rules.without = options.without;
    this.known = new Uint8Array(wireCount);
    this.known[0] = 1;
    this.unknownCounts = new Int32Array(constraints.length);
    this.numberCounts = new Int32Array(constraints.length);
    this.isWaiting = new Uint8Array(constraints.length);
    for (let wire = 1; wire < wireCount; wire++) {
      for (const number of system.constraintsOf(wire)) {
        this.unknownCounts[number]! += 1;
        if (!this.rules.isBit(wire)) this.numberCounts[number]! += 1;
      }
    }
  }

  run(given: Iterable<number>): Derivation {
    for (const wire of given) this.learn(wire);
    for (const wire of this.options.assumed?.keys() ?? []) this.learn(wire);
    for (let number = 0; number < this.system.constraints.length; number++) this.look(number);
    this.propagate();
    const undetermined = this.unknownWires();
    // Bits first: where a whole digest is open, its carries leave nothing else open.
    const isBit = (wire: number) => Number(this.rules.isBit(wire));
    const ordered = [...undetermined].sort((a, b) => isBit(b) - isBit(a) || a - b);
    for (const wire of ordered) {
      if (this.known[wire]) continue;
      this.steps.push({ rule: "chosen", wire });
      this.learn(wire);
      this.propagate();
    }
    const positions = new Map<number, number>();
    this.steps.forEach((step, position) => {
      if (step.rule !== "chosen") positions.set(step.constraint, position);
    });
    return { steps: this.steps, positions, undetermined };
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
      if (!this.rules.isBit(wire)) this.numberCounts[number]! -= 1;
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
      const unknown = this.system.wiresOf(number).filter((wire) => !this.known[wire]);
      const step = this.rules.deduce(number, unknown);
      if (step === undefined) continue;
      this.steps.push(step);
      for (const wire of wiresOfStep(step)) this.learn(wire);
    }
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
