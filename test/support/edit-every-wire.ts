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
import { FIELD_ORDER, modulo } from "../../scripts/soundness/constraint-system.ts";
import { EditedWitness } from "./edited-witness.ts";
import type { TestCircuit } from "./test-circuit.ts";

/** @returns names of the signals on wires that some edit changed unnoticed. */
export function unnoticedEdits(circuit: TestCircuit, witness: readonly bigint[]): string[] {
  const edited = new EditedWitness(circuit.system, witness);
  const free = new Set<number>();
  for (let wire = 1; wire < circuit.system.wireCount; wire++) {
    for (const other of otherValues(witness[wire]!)) {
      edited.set(wire, other);
      if (edited.violated() === undefined) free.add(wire);
    }
    edited.restore(wire);
  }
  return [...circuit.wires].filter(([, wire]) => free.has(wire)).map(([name]) => name);
}

/**
 * @param maxRepairs  how many further wires the forger may change after the first.
 * @returns the sets of wires that changed together unnoticed. Public wires are never changed.
 */
export function forgeries(circuit: TestCircuit, witness: readonly bigint[], maxRepairs: number): number[][] {
  const { system } = circuit;
  const edited = new EditedWitness(system, witness);
  const found: number[][] = [];
  for (let wire = system.publicCount + 1; wire < system.wireCount; wire++) {
    for (const other of otherValues(witness[wire]!)) {
      edited.set(wire, other);
      const repairs = repair(circuit, edited, maxRepairs);
      if (repairs !== undefined) found.push([wire, ...repairs]);
    }
    edited.restore(wire);
  }
  return found;
}

/**
 * Depth first: makes one violated constraint true by one more wire, until none is violated or the wires run out.
 * @returns the wires that it took; all are restored afterwards.
 */
function repair(circuit: TestCircuit, edited: EditedWitness, repairsLeft: number): number[] | undefined {
  const { system } = circuit;
  const violated = edited.violated();
  if (violated === undefined) return [];
  if (repairsLeft === 0) return undefined;
  for (const wire of system.wiresOf(violated)) {
    if (wire <= system.publicCount || edited.isEdited(wire)) continue;
    const value = edited.solve(violated, wire);
    if (value === undefined) continue;
    edited.set(wire, value);
    const further = repair(circuit, edited, repairsLeft - 1);
    edited.restore(wire);
    if (further !== undefined) return [wire, ...further];
  }
  return undefined;
}

/** The next value, the complement of a bit, the negative, and a word too large by 2^32. */
function otherValues(value: bigint): bigint[] {
  return [value + 1n, 1n - value, FIELD_ORDER - value, value + (1n << 32n)]
    .map(modulo)
    .filter((candidate) => candidate !== value);
}
