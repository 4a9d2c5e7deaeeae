/**
 * The forger's witness generator: from new values of some given wires, false ones too, the one value that every other wire
 * can have. The circuit's own program and its checks play no part; whether the result is a witness, the constraints say.
 * @module
 */
import { type ConstraintSystem, inverse, modulo, signed } from "./constraint-system.ts";
import { type Derivation, type Step, wiresOfStep } from "./derivation.ts";

export interface Forgery {
  readonly witness: readonly bigint[];
  /** Constraints that do not hold: none, and the forgery is accepted. */
  readonly violated: readonly number[];
}

/**
 * @param finished  a witness that violates no constraint.
 * @param changes   new values of wires that are given, or chosen, in the derivation.
 */
export function forgeWitness(
  system: ConstraintSystem,
  { steps }: Derivation,
  finished: readonly bigint[],
  changes: ReadonlyMap<number, bigint>,
): Forgery {
  const witness = [...finished];
  const changed = new Set<number>();
  const note = (wire: number) => {
    if (witness[wire] !== finished[wire]) changed.add(wire);
  };
  for (const [wire, value] of changes) {
    witness[wire] = modulo(value);
    note(wire);
  }
  for (const step of steps) {
    if (step.rule === "chosen" || !system.wiresOf(step.constraint).some((wire) => changed.has(wire)))
      continue;
    take(system, step, witness);
    for (const wire of wiresOfStep(step)) note(wire);
  }
  const touched = new Set([...changed].flatMap((wire) => [...system.constraintsOf(wire)]));
  return { witness, violated: [...touched].filter((number) => !system.holds(number, witness)) };
}

function take(system: ConstraintSystem, step: Exclude<Step, { rule: "chosen" }>, witness: bigint[]): void {
  switch (step.rule) {
    case "linear":
      witness[step.wire] = solve(system, step.constraint, step.wire, witness);
      return;
    case "isZero": {
      const value = modulo(system.sumsOf(step.constraint, witness)[step.factor]);
      witness[step.inverse] = value === 0n ? 0n : inverse(value);
      witness[step.out] = solve(system, step.constraint, step.out, witness);
      return;
    }
    case "digits":
      setDigits(system, step, witness);
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
  { constraint, wires, scale }: Extract<Step, { rule: "digits" }>,
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
