import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { packNode } from "../../prover/witness/pack-node.ts";
import { modulo } from "../../scripts/soundness/constraint-system.ts";
import { forgeries, unnoticedEdits } from "../support/edit-every-wire.ts";
import { EditedWitness } from "../support/edited-witness.ts";
import { type TestCircuit, testCircuit } from "../support/test-circuit.ts";

const WORD = 2 ** 32;
const word = fc.oneof(fc.nat({ max: WORD - 1 }), fc.constantFrom(0, 1, WORD / 2, WORD - 1));
const bitsOf = (value: number) => Array.from({ length: 32 }, (_, bit) => (value >>> bit) & 1);
const rotate = (value: number, by: number) => (value >>> by) | (value << (32 - by));

describe("the word functions of SHA-256", () => {
  let circuit: TestCircuit;
  beforeAll(async () => {
    circuit = await testCircuit("words");
  });

  async function witnessOf(a: number, b: number, c: number): Promise<bigint[]> {
    const node = new Uint8Array(32).fill(a % 256);
    return circuit.witness({ a: bitsOf(a), b: bitsOf(b), c: bitsOf(c), packed: packNode(node)[0] });
  }

  it("agree with JavaScript's operators, carries at their extremes included", async () => {
    const wordAt = (witness: bigint[], name: string) =>
      Array.from({ length: 32 }, (_, i) => Number(witness[circuit.wire(`${name}[${i}]`)]));
    await fc.assert(
      fc.asyncProperty(word, word, word, async (a, b, c) => {
        const witness = await witnessOf(a, b, c);
        expect(wordAt(witness, "rotated.out")).toEqual(bitsOf(rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)));
        expect(wordAt(witness, "shifted.out")).toEqual(bitsOf(rotate(a, 7) ^ rotate(a, 18) ^ (a >>> 3)));
        expect(wordAt(witness, "majority.out")).toEqual(bitsOf((a & b) | (a & c) | (b & c)));
        expect(wordAt(witness, "choice.out")).toEqual(bitsOf((a & b) | (~a & c)));
        expect(wordAt(witness, "sum.out")).toEqual(bitsOf((a + b + c) % WORD));
        expect(wordAt(witness, "difference.out")).toEqual(bitsOf((a + b - c + WORD) % WORD));
        expect(circuit.system.violated(witness)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    [0, 0, 0],
    [WORD - 1, WORD - 1, WORD - 1],
    [0x9e3779b9, 0x7f4a7c15, 0xf39cc060],
  ])("cannot be forged: words %i, %i, %i", async (a, b, c) => {
    const witness = await witnessOf(a, b, c);
    // The carry of an output word is any bit by design: whoever consumes the digest pins it (padding-block.circom).
    const byDesign = ["output7.carry[0]"];
    expect(unnoticedEdits(circuit, witness)).toEqual(byDesign);
    const forged = forgeries(circuit, witness, 2).flat();
    expect(forged.filter((wire) => wire !== circuit.wire(byDesign[0]!))).toEqual([]);
  });

  it("keep the carry of an output word to its bits", async () => {
    const carry = circuit.wire("output7.carry[0]");
    const edited = new EditedWitness(circuit.system, await witnessOf(1, 2, 3));
    for (const value of [2n, -1n, 1n << 8n]) {
      edited.set(carry, modulo(value));
      expect(edited.violated()).toBeDefined();
    }
  });

  it("refuse a packed element with something between its words", async () => {
    const bits = { a: bitsOf(0), b: bitsOf(0), c: bitsOf(0) };
    for (const position of [32n, 39n, 72n, 112n, 152n, 200n]) {
      await expect(circuit.witness({ ...bits, packed: 1n << position })).rejects.toThrow();
    }
  });
});
