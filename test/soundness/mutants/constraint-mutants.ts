/**
 * A circuit without one of its constraints, each of them once: is it noticed? It is where determinism rests on the
 * constraint, or where a forgery is refused by no other: without it the test that requires a refusal would fail.
 * @module
 */
import type { NeededConstraints } from "../../../scripts/soundness/needed-constraints.ts";
import type { TestCircuit } from "../../support/test-circuit.ts";

export interface ConstraintMutants {
  readonly constraints: number;
  readonly byDeterminism: number;
  /** Of the others. */
  readonly byForgery: number;
  /** The rest, by the names of the signals that they are about. */
  readonly unnoticed: readonly string[];
}

/** @param forged  by each forgery that is refused, the constraints that refuse it. */
export function constraintMutants(
  circuit: TestCircuit,
  needed: NeededConstraints,
  forged: readonly (readonly number[])[],
): ConstraintMutants {
  const alone = new Set(forged.filter(({ length }) => length === 1).map(([number]) => number!));
  const constraints = circuit.system.constraints.length;
  let [byDeterminism, byForgery] = [0, 0];
  const unnoticed: number[] = [];
  for (let number = 0; number < constraints; number++) {
    if (alone.has(number)) byForgery++;
    else if (needed.isNeeded(number)) byDeterminism++;
    else unnoticed.push(number);
  }
  const nameOf = namesOfConstraints(circuit);
  return { constraints, byDeterminism, byForgery, unnoticed: unnoticed.map(nameOf) };
}

const LONGEST_NAME = 6;

/** A constraint's name: the signals that it is about, the first few of them. */
export function namesOfConstraints({ system, wires }: TestCircuit): (number: number) => string {
  const names = new Map<number, string>();
  for (const [name, wire] of wires) if (!names.has(wire)) names.set(wire, name);
  return (number) => {
    const all = system.wiresOf(number).map((wire) => names.get(wire) ?? `wire ${wire}`);
    return all.slice(0, LONGEST_NAME).join(", ") + (all.length > LONGEST_NAME ? ", …" : "");
  };
}
