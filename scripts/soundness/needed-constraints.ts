/**
 * Which constraints determinism rests on: without one of them some wire no longer follows from the given ones. Deriving the
 * whole circuit anew for every constraint would take days for a page. So it is proved from nearby: a set of wires of which
 * no rule reaches one as long as all of them are unknown stays unknown, whatever else is known.
 * @module
 */
import type { ConstraintSystem } from "./constraint-system.ts";
import { type Derivation, derive, wiresOfStep } from "./derivation.ts";
import { type Assumptions, type Deduction, DerivationRules } from "./derivation-rules.ts";

/** Wires that no other constraint reaches once a step is not taken: its own, and those of further steps and their losses. */
interface Loss {
  readonly wires: readonly number[];
  readonly further: readonly Deduction[];
}

export class NeededConstraints {
  private readonly rules: DerivationRules;
  private readonly derivation: Derivation;
  private readonly isOpen: Uint8Array;
  /** By constraint, what the derivation took from it. */
  private readonly steps: (Deduction | undefined)[];
  private readonly stepOfWire = new Map<number, Deduction>();
  private readonly losses = new Map<Deduction, Loss>();
  /** The last round in which a wire, or what the derivation took from a constraint, was lost. */
  private readonly lostWires: Int32Array;
  private readonly lostSteps: Int32Array;
  private round = 0;

  constructor(
    private readonly system: ConstraintSystem,
    private readonly given: readonly number[],
    private readonly assumptions: Assumptions = {},
  ) {
    this.rules = new DerivationRules(system, assumptions);
    this.derivation = derive(system, given, assumptions);
    this.isOpen = new Uint8Array(system.wireCount);
    this.lostWires = new Int32Array(system.wireCount);
    this.lostSteps = new Int32Array(system.constraints.length);
    for (const wire of this.derivation.undetermined) this.isOpen[wire] = 1;
    this.steps = new Array(system.constraints.length);
    const taken: Deduction[] = [];
    for (const step of this.derivation.steps) {
      if (step.rule === "chosen") break;
      taken.push(step);
      this.steps[step.constraint] = step;
      for (const wire of wiresOfStep(step)) this.stepOfWire.set(wire, step);
    }
    // Last ones first: what is lost with a step is lost with those that it follows from.
    for (const step of taken.reverse()) {
      this.rules.without = step.constraint;
      const loss = this.lossOf(step);
      if (loss !== undefined) this.losses.set(step, loss);
    }
  }

  /** Whether more wires are open without this constraint. */
  isNeeded(number: number): boolean {
    this.rules.without = number;
    const broken = this.stepsThatUse(number).filter((step) => this.isBroken(step));
    if (broken.length === 0) return false;
    if (broken.some((step) => this.lossOf(step) !== undefined)) return true;
    const { undetermined } = derive(this.system, this.given, { ...this.assumptions, without: number });
    return undetermined.length > this.derivation.undetermined.length;
  }

  /** Those taken from the constraint itself, from its other half, and from any that reads the bit which it makes. */
  private stepsThatUse(number: number): Deduction[] {
    const bit = this.rules.bitMadeBy(number);
    const neighbours = bit === undefined ? [] : this.system.constraintsOf(bit);
    const steps = [number, ...neighbours].map((other) => this.steps[other]);
    const halves = this.system.wiresOf(number).map((wire) => this.stepOfWire.get(wire));
    const all = new Set([...steps, ...halves.filter((step) => step?.rule === "isZero")]);
    return [...all].filter((step) => step !== undefined);
  }

  private isBroken(step: Deduction): boolean {
    const wires = wiresOfStep(step);
    this.round++;
    for (const wire of wires) this.lostWires[wire] = this.round;
    const found = this.deduce(step.constraint);
    return found === undefined || wiresOfStep(found).length < wires.length;
  }

  /** @returns undefined where some wire of the step, or of those that had to be lost with it, is derived all the same. */
  private lossOf(first: Deduction): Loss | undefined {
    this.round++;
    const wires: number[] = [];
    const further: Deduction[] = [];
    const lose = (step: Deduction) => {
      if (this.losses.has(step)) {
        this.loseAll(step);
        further.push(step);
        return;
      }
      for (const wire of wiresOfStep(step)) {
        this.lostWires[wire] = this.round;
        wires.push(wire);
      }
    };
    lose(first);
    if (this.deduce(first.constraint) !== undefined) return undefined;
    for (let next = 0; next < wires.length; next++) {
      for (const number of this.system.constraintsOf(wires[next]!)) {
        if (this.deduce(number) === undefined) continue;
        const step = this.steps[number];
        if (step === undefined || wiresOfStep(step).every((wire) => this.isLost(wire))) return undefined;
        lose(step);
        if (this.deduce(number) !== undefined) return undefined;
      }
    }
    return { wires, further };
  }

  /** Nothing but the step's own constraint reaches any of them, so nobody has to look at each. */
  private loseAll(first: Deduction): void {
    const waiting = [first];
    for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
      if (this.lostSteps[step.constraint] === this.round) continue;
      this.lostSteps[step.constraint] = this.round;
      const { wires, further } = this.losses.get(step)!;
      for (const wire of wires) this.lostWires[wire] = this.round;
      waiting.push(...further);
    }
  }

  private isLost(wire: number): boolean {
    return this.lostWires[wire] === this.round;
  }

  private deduce(number: number): Deduction | undefined {
    const unknown = this.system.wiresOf(number).filter((wire) => this.isLost(wire) || this.isOpen[wire]);
    return this.rules.deduce(number, unknown);
  }
}
