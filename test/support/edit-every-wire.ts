/**
 * The soundness harness: edits every wire of a finished witness, one at a time, and collects the edits that no
 * constraint notices. A wire that can take another value while all others stay is free: either it is harmless and
 * named as such by the test, or a constraint is missing.
 * @module
 */
import { FIELD_ORDER } from "./constraint-system.ts";
import type { TestCircuit } from "./test-circuit.ts";

/** @returns names of the signals on wires that some edit changed unnoticed. */
export function unnoticedEdits(circuit: TestCircuit, witness: readonly bigint[]): string[] {
  const edited = [...witness];
  const free = new Set<number>();
  for (let wire = 1; wire < circuit.system.wireCount; wire++) {
    const value = witness[wire]!;
    for (const other of otherValues(value)) {
      edited[wire] = other;
      if (!circuit.system.noticesEdit(edited, [wire])) free.add(wire);
    }
    edited[wire] = value;
  }
  return [...circuit.wires].filter(([, wire]) => free.has(wire)).map(([name]) => name);
}

/** The next value, the complement of a bit, the negative, and a word too large by 2^32. */
function otherValues(value: bigint): bigint[] {
  const candidates = [value + 1n, 1n - value, -value, value + (1n << 32n)];
  return candidates
    .map((candidate) => ((candidate % FIELD_ORDER) + FIELD_ORDER) % FIELD_ORDER)
    .filter((candidate) => candidate !== value);
}
