import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";
import { PAGE_SIZES, type PageSize } from "../../../prover/plan/page-sizes.ts";
import { CIRCUIT_INPUT_NAMES, type CircuitInput } from "../../../prover/witness/circuit-input.ts";
import { encodeCircuitInput } from "../../../prover/witness/encode-circuit-input.ts";
import type { CompiledCircuit } from "../../../scripts/circuits/compile-circuit.ts";
import { compiledPageManifest, compilePageCircuit } from "../../../scripts/circuits/set-up-size.ts";
import { makeWitnessProgram } from "../../../scripts/circuits/witness-program/make-witness-program.ts";
import { ConstraintSystem } from "../../../scripts/soundness/constraint-system.ts";
import { pageExample, pageWithoutClaims } from "../../support/page-example.ts";
import { wasmWitness, wireValues } from "../../support/wasm-witness.ts";
import { type Answer, buildPageWitness, PageWitness } from "./page-witness-tool.ts";
import { type PageRecipe, pageOf, pageRecipes } from "./random-page.ts";

/** circom's witness generator takes 1 to 4 s a page: it sets how many pages are compared. */
const PAGES: Record<PageSize, number> = { test: 15, small: 6, standard: 3, large: 2, huge: 1 };
const CHANGED_PAGES = 40;
/** Compiling `standard` takes 1 to 2 minutes alone on a quiet machine, and is done once per source hash. */
const SET_UP_TIMEOUT_MS = 1_200_000;

const compiledHere: PageSize[] = [];
for (const size of ["large", "huge"] as const) {
  if ((await compiledPageManifest(size)) !== undefined) compiledHere.push(size);
}
const sizes: readonly PageSize[] = ["test", "small", "standard", ...compiledHere];

const BARE: PageRecipe = {
  depth: 2,
  window: 5n,
  validators: [],
  earlier: 2,
  filled: 1,
  startWei: 3n,
  seed: 7n,
};

/** As many as there are lanes, on the same few chunks. */
const fullLanes = (lanes: number, principalGwei: bigint): PageRecipe => ({
  ...BARE,
  depth: 1,
  validators: Array.from({ length: lanes }, (_, lane) => ({ place: lane / lanes, principalGwei })),
});

describe.each(sizes)("the native witness of %s", (size) => {
  const limits = PAGE_SIZES[size];
  let circuit: CompiledCircuit;
  let native: PageWitness;

  beforeAll(async () => {
    circuit = await compilePageCircuit(size);
    const program = await makeWitnessProgram(circuit);
    native = new PageWitness(await buildPageWitness(), program, circuit.manifest.sourceHash);
  }, SET_UP_TIMEOUT_MS);
  afterAll(async () => {
    expect(await native.end()).toEqual({ exitCode: 0, text: "" });
  });

  const ask = (input: CircuitInput): Promise<Answer> => native.ask(encodeCircuitInput(input));

  async function wiresOf(input: CircuitInput): Promise<Buffer> {
    const answer = await ask(input);
    if ("error" in answer) throw new Error(answer.error);
    return answer.wires;
  }

  async function expectSameWires(input: CircuitInput): Promise<Buffer> {
    const expected = await wasmWitness(circuit.wasmPath, input);
    const wires = await wiresOf(input);
    expect(firstDifference(wires, expected)).toBeUndefined();
    return wires;
  }

  it(
    "is circom's, wire by wire, for random pages",
    () =>
      fc.assert(
        fc.asyncProperty(pageRecipes(limits), async (recipe) => {
          await expectSameWires(await pageOf(recipe, limits));
        }),
        // A counterexample is worth more than a small one: shrinking takes minutes.
        { numRuns: PAGES[size], endOnFailure: true },
      ),
    SET_UP_TIMEOUT_MS,
  );

  it.each([
    ["no active lane", BARE],
    ["all lanes active, principals of 0", fullLanes(limits.lanes, 0n)],
    ["all lanes active, principals of 2^64 − 1", fullLanes(limits.lanes, (1n << 64n) - 1n)],
    ["validators past the end of the list only", { ...fullLanes(3, 32_000_000_000n), filled: 0 }],
  ])("is circom's, wire by wire, for a page with %s", async (_, recipe) => {
    await expectSameWires(await pageOf(recipe, limits));
  });

  it("of a refused page is an error, and the page after it is calculated as if nothing had been", async () => {
    const input = await pageOf(fullLanes(2, 32_000_000_000n), limits);
    const before = await wiresOf(input);
    const refused = await ask({ ...input, rawOut: input.rawOut + 1n });
    expect(refused).toEqual({ error: expect.stringMatching(/^WITNESS_PAGE_REFUSED: .*constraint \d+/) });
    expect(firstDifference(await wiresOf(input), before)).toBeUndefined();
  });

  it.each([
    ["the field order", SCALAR_FIELD_ORDER],
    ["2^256 − 1", (1n << 256n) - 1n],
  ])("is refused where an input is %s", async (_, value) => {
    const input = await pageOf(BARE, limits);
    const answer = await ask({ ...input, listLength: value });
    expect(answer).toEqual({ error: "WITNESS_INPUT_NOT_IN_FIELD: Input 5 is not below the field order." });
  });

  it.each([
    ["none at all", (right: number) => -right],
    ["one value too few", () => -32],
    ["one byte too few", () => -1],
    ["one value too many", () => 32],
  ])("is refused where the inputs are %s", async (_, more) => {
    const { length } = encodeCircuitInput(await pageOf(BARE, limits));
    const answer = await native.ask(new Uint8Array(length + more(length)));
    expect(answer).toEqual({ error: expect.stringMatching(/^WITNESS_INPUT_LENGTH: /) });
  });

  if (size !== "test") return;

  it("is circom's for pages that the planner makes", async () => {
    await expectSameWires(await pageExample());
    await expectSameWires(await pageWithoutClaims());
  });

  it("satisfies every constraint, evaluated in plain BigInt arithmetic", async () => {
    const wires = await expectSameWires(await pageOf(fullLanes(limits.lanes, 5n), limits));
    expect(new ConstraintSystem(circuit.r1csPath).violated(wireValues(wires))).toEqual([]);
  });

  it(
    "exists for the inputs that circom's witness generator takes, and for no others",
    async () => {
      const counts = { taken: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(pageRecipes(limits), changes, async (recipe, change) => {
          const input = changed(await pageOf(recipe, limits), change);
          const expected = await wasmWitness(circuit.wasmPath, input).catch(refusal);
          const answer = await ask(input);
          if (expected === undefined) {
            counts.refused += 1;
            expect(answer).toEqual({ error: expect.stringMatching(/^WITNESS_PAGE_REFUSED: /) });
          } else {
            counts.taken += 1;
            expect(
              "error" in answer ? answer.error : firstDifference(answer.wires, expected),
            ).toBeUndefined();
          }
        }),
        { numRuns: CHANGED_PAGES, endOnFailure: true },
      );
      expect(Math.min(counts.taken, counts.refused)).toBeGreaterThan(2);
    },
    SET_UP_TIMEOUT_MS,
  );
});

/** Undefined where the generator refused the input. */
function refusal(error: Error): undefined {
  if (!/Assert Failed/.test(error.message)) throw error;
}

/** One input of a page replaced. */
interface Change {
  readonly signal: keyof CircuitInput;
  readonly index: number;
  readonly value: bigint | "next";
}

/**
 * slotParent[1] is left alone: slot 1 can be a child of slot 0 only, so that no constraint reads which slot it names.
 * circom's generator refuses another one, and the native calculator does not ask.
 */
const changes: fc.Arbitrary<Change> = fc.record({
  signal: fc.constantFrom(...CIRCUIT_INPUT_NAMES.filter((name) => name !== "slotParent")),
  index: fc.nat({ max: 1000 }),
  value: fc.oneof(
    fc.constant("next" as const),
    fc.constantFrom(0n, 1n, 2n, (1n << 64n) - 1n, 1n << 64n, (1n << 128n) - 1n, SCALAR_FIELD_ORDER - 1n),
    fc.bigInt({ min: 0n, max: SCALAR_FIELD_ORDER - 1n }),
  ),
});

function changed(input: CircuitInput, { signal, index, value }: Change): CircuitInput {
  type Value = bigint | readonly Value[];
  const replace = (old: Value, at: number): Value => {
    if (typeof old === "bigint") return value === "next" ? (old + 1n) % SCALAR_FIELD_ORDER : value;
    const place = at % old.length;
    return old.map((entry, i) => (i === place ? replace(entry, Math.floor(at / old.length)) : entry));
  };
  return { ...input, [signal]: replace(input[signal], index) };
}

/** Number of the first wire that differs. Comparing megabytes with `toEqual` takes minutes. */
function firstDifference(left: Buffer, right: Buffer): number | string | undefined {
  if (left.length !== right.length) return `${left.length} bytes against ${right.length}`;
  if (left.equals(right)) return undefined;
  return Math.floor(left.findIndex((byte, i) => byte !== right[i]) / 32);
}
