/** What a prover of a page chooses: the private inputs, and which slot each claim names as its parent. @module */
import { CIRCUIT_INPUT_NAMES } from "../../prover/witness/circuit-input.ts";

const INPUTS = new RegExp(`^(${CIRCUIT_INPUT_NAMES.join("|")})(\\[\\d+\\])*$`);
const CLAIMS = /Claim\[\d+\]\.(selector\[\d+\]|side)$/;

/**
 * @param wires  of a page circuit, by the names of their signals.
 * @returns what is given: public inputs, private inputs and the advice of the claims.
 */
export function givenWires(wires: ReadonlyMap<string, number>): number[] {
  const given = new Set<number>();
  for (const [name, wire] of wires) if (INPUTS.test(name) || CLAIMS.test(name)) given.add(wire);
  return [...given];
}
