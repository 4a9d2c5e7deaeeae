/**
 * The templates with circuits of their own: what is given to each, what determinism leaves open in it, and what a forger
 * tries on what determinism does not see: checks of given values, and of those that it leaves open.
 * @module
 */
import { createHash } from "node:crypto";
import { packNode } from "../../prover/witness/pack-node.ts";
import { type Derivation, derive } from "../../scripts/soundness/derivation.ts";
import type { Assumptions } from "../../scripts/soundness/derivation-rules.ts";
import type { SignalValue, TestCircuit } from "../support/test-circuit.ts";
import { carriesOfPadding, range } from "./attempts/attempt.ts";
import { Forger, type Lies } from "./forger.ts";

export interface TemplateCase {
  readonly input: Readonly<Record<string, SignalValue>>;
  readonly lies: (forger: Forger) => readonly Lies[];
}

export interface Template {
  /** Of a file in test/circuits/mains/. */
  readonly name: string;
  /** Thirty thousand constraints: what is slow is left to the exhaustive tests. */
  readonly hasHash?: boolean;
  /** Signals that are given: the inputs and the advice. */
  readonly given: RegExp;
  /** Given signals that whoever uses the template keeps to 0 and 1. */
  readonly bits?: RegExp;
  /** What does not follow, positions left out, with how many there are of each. */
  readonly open: Readonly<Record<string, number>>;
  readonly cases: readonly TemplateCase[];
}

/** The digest and the carries of its words: whoever compares the digest fixes them. */
const openDigest = (prefix: string) => ({
  "digest[]": 2,
  [`${prefix}padding.output0.carry[]`]: 3,
  [`${prefix}padding.output1.carry[]`]: 1,
  [`${prefix}padding.output2.carry[]`]: 1,
  [`${prefix}padding.output3.carry[]`]: 2,
  [`${prefix}padding.output4.carry[]`]: 3,
  [`${prefix}padding.output5.carry[]`]: 1,
  [`${prefix}padding.output6.carry[]`]: 1,
  [`${prefix}padding.output7.carry[]`]: 2,
});
const wrongCarries = (padding: string): Lies[] => carriesOfPadding(padding).map((carry) => ({ [carry]: 2n }));
const wrongDigests = (forger: Forger): Lies[] =>
  range(2).map((k) => ({ [`digest[${k}]`]: forger.valueAt(`digest[${k}]`) + 1n }));

const NODE = packNode(new Uint8Array(32).fill(0x11));
const ROOT = packNode(createHash("sha256").update(new Uint8Array(64).fill(0x11)).digest());

export const TEMPLATES: readonly Template[] = [
  { name: "arithmetic", given: /^(value|a|b)$/, open: {}, cases: [] },
  { name: "poseidon3", given: /^in\[/, open: {}, cases: [] },
  { name: "rounds", given: /^(words|before)\[/, bits: /^(words|before)\[/, open: {}, cases: [] },
  {
    name: "words",
    given: /^([abc]\[|packed$)/,
    bits: /^[abc]\[/,
    open: { "output7.carry[]": 1 },
    cases: [
      {
        input: { ...Object.fromEntries(["a", "b", "c"].map((word) => [word, bits()])), packed: 0n },
        lies: () => [{ "output7.carry[0]": 2n }],
      },
    ],
  },
  {
    name: "claim",
    given: /^(active|gindex|side|(node|slotGindex|slotLeft|slotRight|selector)\[.*)$/,
    open: {},
    cases: [0, 1, 2].map(claimOfSlot).concat(idleClaim()),
  },
  {
    name: "validator-lane",
    given: /^(active|index|principalGwei|balancesGwei.*|commitmentIn|leafBase|firstChunk|span|listLength)$/,
    open: {},
    cases: [{ input: laneThatDoesNotExist(), lies: () => [{ active: 2n }] }],
  },
  {
    name: "pair-hash",
    hasHash: true,
    given: /^words\[/,
    bits: /^words\[/,
    open: openDigest(""),
    cases: [
      {
        input: { words: range(16).map(bits) },
        lies: (forger) => [...wrongCarries("padding"), ...wrongDigests(forger)],
      },
    ],
  },
  {
    name: "hash-slot",
    hasHash: true,
    given: /^(gindex|(left|right|root)\[\d\])$/,
    open: openDigest("hash."),
    cases: [
      {
        input: { gindex: 2n, left: NODE, right: NODE, root: NODE },
        lies: (forger) => [...wrongCarries("hash.padding"), ...wrongDigests(forger)],
      },
      {
        input: { gindex: 1n, left: NODE, right: NODE, root: ROOT },
        lies: () => range(2).map((k) => ({ [`root[${k}]`]: ROOT[k]! + 1n })),
      },
    ],
  },
];

function bits(): bigint[] {
  return new Array<bigint>(32).fill(0n);
}

/** Whose parent is a given one of three slots; the next one is a decoy with the same children, at another gindex. */
function claimOfSlot(parent: number): TemplateCase {
  const decoy = (parent + 1) % 3;
  const slotLeft = range(3).map((slot) => [slot === decoy ? BigInt(parent) : BigInt(slot), 5n]);
  const slotRight = range(3).map(() => [7n, 9n]);
  const slotGindex = [2n, 3n, 5n];
  const input = { active: 1n, gindex: 2n * slotGindex[parent]!, node: [BigInt(parent), 5n], parent };
  const selectDecoy = { [`selector[${parent}]`]: 0n, [`selector[${decoy}]`]: 1n };
  return {
    input: { ...input, slotGindex, slotLeft, slotRight },
    lies: (forger) => [
      { ...selectDecoy, [`gindexProduct[${parent}]`]: 0n, [`gindexProduct[${decoy}]`]: slotGindex[decoy]! },
      { ...selectDecoy, [`gindexProduct[${decoy}]`]: slotGindex[parent]! },
      ...range(2).flatMap((k) => {
        const picked = forger.valueAt(`picked[${k}]`);
        const node = { [`node[${k}]`]: picked + 1n };
        return [
          { ...node, [`picked[${k}]`]: picked },
          { ...node, [`picked[${k}]`]: picked + 1n },
        ];
      }),
    ],
  };
}

/** Of slots that are all zero. */
function idleClaim(): TemplateCase {
  const node = [0n, 0n];
  const nodes = [node, node, node];
  return {
    input: {
      active: 0n,
      gindex: 0n,
      node,
      parent: 0n,
      slotGindex: [0n, 0n, 0n],
      slotLeft: nodes,
      slotRight: nodes,
    },
    lies: () => [
      { side: 2n },
      { "selector[0]": 1n },
      ...range(3).map((slot) => ({ [`selector[${slot}]`]: -1n, [`selector[${(slot + 1) % 3}]`]: 1n })),
    ],
  };
}

/** So it has no balance that could be counted twice, and its window does not matter. */
function laneThatDoesNotExist() {
  const window = { leafBase: 4n, firstChunk: 0n, span: 4n, listLength: 14n };
  const validator = { index: 14n, principalGwei: 32_000_000_000n, balancesGwei: [0n, 0n, 0n, 0n] };
  return { active: 1n, commitmentIn: 7n, ...validator, ...window };
}

/** Wires and assumptions with which a template is derived. */
export function derivationOf(template: Template, { wires }: TestCircuit) {
  const pick = (names: RegExp) => [...wires].filter(([name]) => names.test(name)).map(([, wire]) => wire);
  const assumptions: Assumptions = template.bits === undefined ? {} : { bits: pick(template.bits) };
  return { given: pick(template.given), assumptions };
}

/**
 * By each case, what the constraints say of its lies.
 * @param isMutant  circom leaves out a signal that no constraint of it needs: nobody can lie about that.
 */
export async function forgeTemplate(template: Template, circuit: TestCircuit, isMutant = false) {
  const { given, assumptions } = derivationOf(template, circuit);
  const derivation: Derivation = derive(circuit.system, given, assumptions);
  const violated: { readonly lies: Lies; readonly violated: readonly number[] }[] = [];
  for (const { input, lies } of template.cases) {
    const forger = new Forger(circuit, await circuit.witness(input), derivation);
    for (const attempt of lies(forger)) {
      const isLeftOut = isMutant && Object.keys(attempt).some((name) => !circuit.wires.has(name));
      if (!isLeftOut) violated.push({ lies: attempt, violated: forger.forge(attempt).violated });
    }
  }
  return { derivation, forged: violated };
}
