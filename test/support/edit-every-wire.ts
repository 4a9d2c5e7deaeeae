/**
 * The soundness harness: edits a finished witness and collects the edits that no constraint notices. The witness
 * generator plays no part: only the constraints of the .r1cs speak.
 *
 * - `unnoticedEdits` changes one wire at a time, every wire of the circuit.
 * - `forgeries` plays the forger on small circuits: after an edit it solves a violated constraint for another wire, and
 *   so on. So it finds, for instance, bits that are summed but never checked to be 0 or 1.
 *
 * A wire that can take another value is free: either harmless and named as such by the test, or a constraint is missing.
 * @module
 */
import { FIELD_ORDER, modulo } from "./constraint-system.ts";
import type { TestCircuit } from "./test-circuit.ts";

/** @returns names of the signals on wires that some edit changed unnoticed. */
export function unnoticedEdits(circuit: TestCircuit, witness: readonly bigint[]): string[] {
  const edited = [...witness];
  const free = new Set<number>();
  for (let wire = 1; wire < circuit.system.wireCount; wire++) {
    for (const other of otherValues(witness[wire]!)) {
      edited[wire] = other;
      if (!circuit.system.noticesEdit(edited, [wire])) free.add(wire);
    }
    edited[wire] = witness[wire]!;
  }
  return [...circuit.wires].filter(([, wire]) => free.has(wire)).map(([name]) => name);
}

/**
 * @param maxRepairs  how many further wires the forger may change after the first.
 * @returns the sets of wires that changed together unnoticed. Public wires are never changed.
 */
export function forgeries(circuit: TestCircuit, witness: readonly bigint[], maxRepairs: number): number[][] {
  const { system } = circuit;
  const found: number[][] = [];
  for (let wire = system.publicCount + 1; wire < system.wireCount; wire++) {
    for (const other of otherValues(witness[wire]!)) {
      const edited = [...witness];
      edited[wire] = other;
      const forged = repair(circuit, edited, [wire], maxRepairs);
      if (forged !== undefined) found.push(forged);
    }
  }
  return found;
}

/** Depth first: makes one violated constraint true by one more wire, until none is violated or the wires run out. */
function repair(
  circuit: TestCircuit,
  witness: bigint[],
  changed: number[],
  repairsLeft: number,
): number[] | undefined {
  const { system } = circuit;
  const violated = system.violatedAround(witness, changed);
  if (violated === undefined) return changed;
  if (repairsLeft === 0) return undefined;
  for (const wire of system.wiresOf(violated)) {
    if (wire <= system.publicCount || changed.includes(wire)) continue;
    const value = system.solve(violated, witness, wire);
    if (value === undefined) continue;
    const before = witness[wire]!;
    witness[wire] = value;
    const forged = repair(circuit, witness, [...changed, wire], repairsLeft - 1);
    if (forged !== undefined) return forged;
    witness[wire] = before;
  }
  return undefined;
}

/** The next value, the complement of a bit, the negative, and a word too large by 2^32. */
function otherValues(value: bigint): bigint[] {
  return [value + 1n, 1n - value, FIELD_ORDER - value, value + (1n << 32n)]
    .map(modulo)
    .filter((candidate) => candidate !== value);
}
