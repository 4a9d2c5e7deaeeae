/**
 * The forger's witness generator: from new values of some given wires, false ones too, the one value that every other wire
 * can have. The circuit's own program and its checks play no part; whether the result is a witness, the constraints say.
 * @module
 */
import { type ConstraintSystem, inverse, modulo, signed } from "./constraint-system.ts";
import { type Derivation, wiresOfStep } from "./derivation.ts";
import type { Deduction } from "./derivation-rules.ts";

export interface Forgery {
  readonly witness: readonly bigint[];
  /** Constraints that do not hold: none, and the forgery is accepted. */
  readonly violated: readonly number[];
}

/**
 * @param finished  a witness that violates no constraint.
 * @param changes   new values of wires. They stay, whatever would follow: then the constraint that says so objects.
 */
export function forgeWitness(
  system: ConstraintSystem,
  { steps, positions }: Derivation,
  finished: readonly bigint[],
  changes: ReadonlyMap<number, bigint>,
): Forgery {
  const witness = [...finished];
  const changed = new Set<number>();
  const isDue = new Uint8Array(steps.length);
  const note = (wire: number) => {
    if (witness[wire] === finished[wire] || changed.has(wire)) return;
    changed.add(wire);
    for (const number of system.constraintsOf(wire)) {
      const position = positions.get(number);
      if (position !== undefined) isDue[position] = 1;
    }
  };
  for (const [wire, value] of changes) {
    witness[wire] = modulo(value);
    note(wire);
  }
  for (let position = isDue.indexOf(1); position >= 0; position = isDue.indexOf(1, position + 1)) {
    const step = steps[position]!;
    if (step.rule === "chosen") continue;
    take(system, step, witness, changes);
    for (const wire of wiresOfStep(step)) note(wire);
  }
  const touched = new Set([...changed].flatMap((wire) => [...system.constraintsOf(wire)]));
  return { witness, violated: [...touched].filter((number) => !system.holds(number, witness)) };
}

/** @param kept  wires that the forger has set. */
function take(
  system: ConstraintSystem,
  step: Deduction,
  witness: bigint[],
  kept: ReadonlyMap<number, bigint>,
): void {
  switch (step.rule) {
    case "linear":
      if (!kept.has(step.wire)) witness[step.wire] = solve(system, step.constraint, step.wire, witness);
      return;
    case "isZero": {
      const value = modulo(system.sumsOf(step.constraint, witness)[step.factor]);
      if (!kept.has(step.inverse)) witness[step.inverse] = value === 0n ? 0n : inverse(value);
      if (!kept.has(step.out)) witness[step.out] = solve(system, step.constraint, step.out, witness);
      return;
    }
    case "digits": {
      const wires = step.wires.filter((wire) => !kept.has(wire));
      setDigits(system, { ...step, wires }, witness);
    }
  }
}

/** The value of a wire that enters A or B or C alone. */
function solve(system: ConstraintSystem, constraint: number, wire: number, witness: bigint[]): bigint {
  witness[wire] = 0n;
  const sums = system.sumsOf(constraint, witness);
  const [sumA, sumB, sumC] = sums;
  const slope = system.slopeOf(constraint, wire, sums);
  const missing = modulo(sumC - sumA * sumB);
  if (slope === 1n) return missing;
  return missing === 0n || slope === 0n ? 0n : modulo(missing * inverse(slope));
}

/** Bits whose weighted sum makes the constraint hold; where there are none, bits that come near, and it does not hold. */
function setDigits(
  system: ConstraintSystem,
  { constraint, wires, scale }: Extract<Deduction, { rule: "digits" }>,
  witness: bigint[],
): void {
  for (const wire of wires) witness[wire] = 0n;
  const sums = system.sumsOf(constraint, witness);
  const [sumA, sumB, sumC] = sums;
  const digits = wires.map((wire) => {
    const weight = signed(modulo(system.slopeOf(constraint, wire, sums) * scale));
    return { wire, weight, size: weight < 0n ? -weight : weight };
  });
  // A bit of negative weight is 1 less another bit of positive weight.
  const negative = digits.reduce((sum, { weight }) => (weight < 0n ? sum - weight : sum), 0n);
  let rest = modulo((sumC - sumA * sumB) * scale + negative);
  for (const { wire, weight, size } of digits.sort((x, y) => (x.size > y.size ? -1 : 1))) {
    const isTaken = rest >= size;
    if (isTaken) rest -= size;
    witness[wire] = isTaken === weight > 0n ? 1n : 0n;
  }
}
