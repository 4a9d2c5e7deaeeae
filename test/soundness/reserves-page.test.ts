import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { PUBLIC_INPUT_NAMES } from "../../prover/plan/public-inputs.ts";
import type { CircuitInput } from "../../prover/witness/circuit-input.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { compilePageCircuit } from "../../scripts/circuits/set-up-size.ts";
import { modulo } from "../../scripts/soundness/constraint-system.ts";
import { unnoticedEdits } from "../support/edit-every-wire.ts";
import { EditedWitness } from "../support/edited-witness.ts";
import { pageExample, pageWithoutClaims } from "../support/page-example.ts";
import { TestCircuit } from "../support/test-circuit.ts";
import { Forger, liesOf } from "./forger.ts";

/** `template.signal` of every `<--` in circuits/: what a prover may choose, and constraints must pin. */
function assignedSignals(): string[] {
  const files = readdirSync(join(REPOSITORY_ROOT, "circuits"), { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".circom"))
    .flatMap((file) => {
      const source = readFileSync(join(REPOSITORY_ROOT, "circuits", file), "utf8");
      return [...source.matchAll(/^\s*(\w+)(?:\[[^\n]*?\])?\s*<--/gm)].map(([, signal]) => signal!);
    });
}

describe("ReservesPage", () => {
  let circuit: TestCircuit;
  let input: CircuitInput;
  let witness: bigint[];
  let honest: Forger;
  beforeAll(async () => {
    circuit = new TestCircuit(await compilePageCircuit("test"));
    input = await pageExample();
    witness = await circuit.witness({ ...input });
    honest = await Forger.overPage(circuit, input);
  });

  it("is satisfied by an honest witness", () => {
    expect(circuit.system.violated(witness)).toEqual([]);
  });

  it("has the 16 public inputs in the documented order", () => {
    const names = PUBLIC_INPUT_NAMES.map((name) => name.replace(/Wei$/, ""));
    expect(names.map((name) => circuit.wire(name))).toEqual(names.map((_, i) => i + 1));
    expect(circuit.system.publicCount).toBe(names.length);
  });

  it.each(PUBLIC_INPUT_NAMES.map((name, i) => [name, i + 1] as const))(
    "binds the public input %s",
    (_, wire) => {
      const edited = new EditedWitness(circuit.system, witness);
      for (const step of [1n, -1n, 1n << 64n, 1n << 128n]) {
        edited.set(wire, modulo(witness[wire]! + step));
        expect(edited.violated()).toBeDefined();
      }
    },
  );

  it("leaves no wire free, except where the template says that it is harmless", () => {
    const free = unnoticedEdits(circuit, witness);
    // IsZero of a value that is 0: `inverse` is read by nobody. An inactive claim says nothing, on either side.
    // Balances of a chunk that nobody claims (inactive lanes, validators that do not exist) are range-checked only.
    const documented = /(\.inverse|Claim\[\d+\]\.side)$/;
    expect(free.filter((name) => !documented.test(name))).toEqual([]);
  });

  it("has every `<--` of the sources among the wires that were edited", () => {
    const wireNames = [...circuit.wires.keys()].map((name) => name.split(".").at(-1)!.replace(/\[.*$/, ""));
    const known = new Set(wireNames);
    const assigned = [...new Set(assignedSignals())];
    expect(assigned.length).toBeGreaterThan(5);
    // Of two equal wires the compiler keeps one: the words of the schedule stay on as the addends of the rounds.
    expect(assigned.filter((signal) => !known.has(signal))).toEqual(["w"]);
  });

  it("refuses a carry of a digest word that is off by one, even where the digest is made to fit", () => {
    const carry = circuit.wire("slot[0].hash.padding.output1.carry[0]");
    const digest = circuit.wire("slot[0].digest[0]");
    const other = 1n - witness[carry]!;
    // word 1 of the digest stands at 2^80; a carry more takes 2^32 away.
    const step = (other - witness[carry]!) * (1n << 112n);
    const edited = new EditedWitness(circuit.system, witness);
    edited.set(carry, other);
    edited.set(digest, modulo(witness[digest]! - step));
    expect(edited.violated()).toBeDefined();
  });

  it.each([
    [
      "a balance that is not in the chunk",
      { laneBalancesGwei: (v: CircuitInput) => [[1n, 2n, 3n, 4n], ...v.laneBalancesGwei.slice(1)] },
    ],
    [
      "a principal that the chain does not hold",
      { lanePrincipalGwei: (v: CircuitInput) => [1n, ...v.lanePrincipalGwei.slice(1)] },
    ],
    [
      "a sibling that does not hash to the root",
      { slotLeft: (v: CircuitInput) => [v.slotLeft[0], [1n, 2n], ...v.slotLeft.slice(2)] },
    ],
    ["a gindex past 64 bits", { slotGindex: (v: CircuitInput) => [1n << 64n, ...v.slotGindex.slice(1)] }],
    ["a page without a root slot", { slotGindex: (v: CircuitInput) => [0n, ...v.slotGindex.slice(1)] }],
    [
      "an inactive lane before an active one",
      { laneActive: (v: CircuitInput) => [0n, ...v.laneActive.slice(1)] },
    ],
    ["a window that starts later", { firstChunk: (v: CircuitInput) => v.firstChunk + 1n }],
    ["a leaf base of 1", { leafBase: () => 1n }],
    ["a longer list, in which more validators exist", { listLength: () => 90n }],
  ])("refuses %s", (_, change) => {
    const [[name, edit]] = Object.entries(change) as [[string, (v: CircuitInput) => never]];
    // The chain stays: other sums for the same validators are what a forger wants.
    const { commitmentOut } = input;
    expect(honest.forge({ ...liesOf({ [name]: edit(input) }), commitmentOut }).violated).not.toEqual([]);
  });

  /** Where nothing is claimed, one constraint alone stands in the way of each of these. */
  describe("in a page without claims", () => {
    let page: CircuitInput;
    let finished: bigint[];
    let forger: Forger;
    beforeAll(async () => {
      page = await pageWithoutClaims();
      finished = await circuit.witness({ ...page });
      forger = honest.over(finished);
    });

    it("is satisfied by an honest witness", () => {
      expect(circuit.system.violated(finished)).toEqual([]);
    });

    const TOO_LARGE = 1n << 128n;
    it.each([
      ["a raw total that is not the sum", (v: CircuitInput) => ({ rawOut: v.rawOut + 1n })],
      ["a capped total that is not the sum", (v: CircuitInput) => ({ principalOut: v.principalOut + 1n })],
      [
        "a count that is not the number of active lanes",
        (v: CircuitInput) => ({ countOut: v.countOut + 1n }),
      ],
      ["an existing count that is not theirs", (v: CircuitInput) => ({ existingOut: v.existingOut + 1n })],
      [
        "a commitment that is not the chain's",
        (v: CircuitInput) => ({ commitmentOut: v.commitmentOut + 1n }),
      ],
      ["a leaf base of 0", () => ({ leafBase: 0n })],
      ["a leaf base of 1", () => ({ leafBase: 1n })],
      ["a leaf base of 2^63 + 2", () => ({ leafBase: (1n << 63n) + 2n })],
      ["a leaf base past 64 bits", () => ({ leafBase: 1n << 64n })],
      ["a list length of 2^41", () => ({ listLength: 1n << 41n, existingOut: 2n })],
      ["a first half of the root past 128 bits", () => ({ rootHi: TOO_LARGE })],
      ["a second half of the root past 128 bits", () => ({ rootLo: TOO_LARGE })],
      ["a raw total of 2^128", () => ({ rawIn: TOO_LARGE, rawOut: TOO_LARGE })],
      ["a capped total of 2^128", () => ({ principalIn: TOO_LARGE, principalOut: TOO_LARGE })],
      ["a count of 2^64", () => ({ countIn: 1n << 64n, countOut: (1n << 64n) + 2n })],
      ["an existing count of 2^64", () => ({ existingIn: 1n << 64n, existingOut: 1n << 64n })],
      ["a first slot that is neither root nor unused", () => ({ slotGindex: [2n, 0n, 0n, 0n] })],
    ])("refuses %s", (_, edit) => {
      expect(forger.forge(liesOf(edit(page))).violated).not.toEqual([]);
    });

    it("takes the largest leaf base that ValidatorLane assumes", () => {
      expect(forger.forge({ leafBase: (1n << 63n) + 1n }).violated).toEqual([]);
    });
  });
});
