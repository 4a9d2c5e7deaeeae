/** What a prover of a page chooses: the inputs, private ones too, and which slot each claim names as its parent. @module */
import { CIRCUIT_INPUT_NAMES } from "../../prover/witness/circuit-input.ts";

/** The public inputs that a page says, of all others: they have to follow. */
const SAID = /Out$/;
const CHOSEN = CIRCUIT_INPUT_NAMES.filter((name) => !SAID.test(name));
const INPUTS = new RegExp(`^(${CHOSEN.join("|")})(\\[\\d+\\])*$`);
const CLAIMS = /Claim\[\d+\]\.(selector\[\d+\]|side)$/;

/**
 * @param wires  of a page circuit, by the names of their signals.
 * @returns what is given: public inputs but for those at the end of the page, private inputs and the advice of the claims.
 */
export function givenWires(wires: ReadonlyMap<string, number>): number[] {
  const given = new Set<number>();
  for (const [name, wire] of wires) if (INPUTS.test(name) || CLAIMS.test(name)) given.add(wire);
  return [...given];
}
