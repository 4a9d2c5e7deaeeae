/**
 * What the constraints of `reserves-page` leave open: the `<--` whose values do not follow from a constraint alone.
 *
 *   IsZero        inverse and out (circuits/arithmetic/bits.circom): which constraint decides depends on the value
 *   Claim         selector[] and side (circuits/ssz/claim.circom): advice
 *   OutputCarry   carry[] (circuits/sha256/padding-block.circom): free bits of a digest
 *
 * Everything else is derived from the constraints. A hint that is wrong or missing can only make a page be refused or
 * the program not be made: each constraint is still solved for a wire or checked.
 * @module
 */
import { CIRCUIT_INPUT_NAMES } from "../../../prover/witness/circuit-input.ts";
import { WitnessProgramError } from "./errors.ts";
import type { Signal } from "./read-signals.ts";

export interface ClaimHint {
  readonly active: number;
  readonly gindex: number;
  /** Number of the input that names the parent slot. */
  readonly parent: number;
  /** Of slots 0, 1, …: empty where the only selector is `active` itself. */
  readonly selectors: readonly number[];
  readonly side: number;
}

export interface IsZeroHint {
  readonly inverse: number;
  readonly out: number;
}

export interface CircuitHints {
  /** The wire of each input in the order of CIRCUIT_INPUT_NAMES; undefined where no constraint names it. */
  readonly inputs: readonly (number | undefined)[];
  readonly claims: readonly ClaimHint[];
  readonly isZero: readonly IsZeroHint[];
  readonly carries: ReadonlySet<number>;
}

const CLAIM = /^(slot|lane)Claim\[(\d+)\]\.(?:selector\[(\d+)\]|side)$/;
const CARRY = /\.output\d\.carry\[\d+\]$/;
const INVERSE = /^(.*)\.inverse$/;
const SOURCES = /^(?:slot\[\d+\]\.(?:claims|unused\.out|isRoot\.out)|lane\[\d+\]\.(?:exists|chunkGindex))$/;
const INPUT = /^(\w+)(?:\[\d+\])*$/;

/** @throws WitnessProgramError where the circuit has no signal of a name that a hint needs. */
export async function readHints(circuit: string, signals: AsyncIterable<Signal>): Promise<CircuitHints> {
  const inputNames: string[] = [];
  const inputNumbers = new Map<string, number>();
  const inputs: (number | undefined)[] = [];
  const sources = new Map<string, number>();
  const inverses = new Map<string, number>();
  const claims = new Map<string, { selectors: number[]; side?: number }>();
  const carries = new Set<number>();
  for await (const { name, wire } of signals) {
    const input = INPUT.exec(name);
    if (input !== null) {
      if (inputNames.at(-1) !== input[1]) inputNames.push(input[1]!);
      inputNumbers.set(name, inputs.length);
      inputs.push(wire);
    }
    if (wire === undefined) continue;
    if (input !== null || SOURCES.test(name)) sources.set(name, wire);
    if (CARRY.test(name)) carries.add(wire);
    const inverse = INVERSE.exec(name);
    if (inverse !== null) inverses.set(inverse[1]!, wire);
    const claim = CLAIM.exec(name);
    if (claim !== null) {
      const [, kind, number, slot] = claim;
      const key = `${kind}[${number}]`;
      const known = claims.get(key) ?? { selectors: [] };
      claims.set(key, known);
      if (slot === undefined) known.side = wire;
      else known.selectors[Number(slot)] = wire;
    }
  }
  if (inputNames.join() !== CIRCUIT_INPUT_NAMES.join()) {
    throw new WitnessProgramError(circuit, `its inputs are ${inputNames.join(", ")}`);
  }
  const wireOf = (name: string): number => {
    const wire = sources.get(name);
    if (wire === undefined) throw new WitnessProgramError(circuit, `no wire is called ${name}`);
    return wire;
  };
  const claimHint = ([key, { selectors, side }]: [string, { selectors: number[]; side?: number }]) => {
    const [kind, number] = key.split("[") as [string, string];
    const isSlot = kind === "slot";
    if (side === undefined || selectors.includes(undefined as never)) {
      throw new WitnessProgramError(circuit, `signals of ${kind}Claim[${number} are missing`);
    }
    return {
      active: wireOf(isSlot ? `${key}.claims` : `${key}.exists`),
      gindex: wireOf(isSlot ? `slotGindex[${number}` : `${key}.chunkGindex`),
      parent: inputNumbers.get(`${kind}Parent[${number}`)!,
      selectors,
      side,
    };
  };
  return {
    inputs,
    claims: [...claims].map(claimHint),
    isZero: [...inverses].map(([name, inverse]) => ({ inverse, out: wireOf(`${name}.out`) })),
    carries,
  };
}
