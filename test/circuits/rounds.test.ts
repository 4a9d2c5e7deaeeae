import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { forgeries, unnoticedEdits } from "../support/edit-every-wire.ts";
import { type TestCircuit, testCircuit } from "../support/test-circuit.ts";

const WORD = 2 ** 32;
const ROUND_CONSTANTS = [0x428a2f98, 0x71374491];
const word = fc.oneof(fc.nat({ max: WORD - 1 }), fc.constantFrom(0, 1, WORD / 2, WORD - 1));
const wordsOf = (length: number) => fc.array(word, { minLength: length, maxLength: length });

const bitsOf = (value: number) => Array.from({ length: 32 }, (_, bit) => (value >>> bit) & 1);
const rotate = (value: number, by: number) => (value >>> by) | (value << (32 - by));
const xorOfRotations = (value: number, ...by: number[]) =>
  by.reduce((sum, count) => sum ^ rotate(value, count), 0);

/** FIPS 180-4, section 6.2.2, step 3, twice. */
function twoRounds(words: readonly number[]) {
  let [a, b, c, d, e, f, g, h] = words.slice(0, 8) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const news = ROUND_CONSTANTS.map((constant, r) => {
    const t1 = h + xorOfRotations(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + constant + words[8 + r]!;
    const t2 = xorOfRotations(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c));
    [a, b, c, d, e, f, g, h] = [(t1 + t2) >>> 0, a, b, c, (d + t1) >>> 0, e, f, g];
    return { a, e };
  });
  return news;
}

/** FIPS 180-4, section 6.2.2, step 1. */
function nextWords(before: readonly number[]): number[] {
  const w = [...before];
  for (const t of [16, 17]) {
    const sigma0 = xorOfRotations(w[t - 15]!, 7, 18) ^ (w[t - 15]! >>> 3);
    const sigma1 = xorOfRotations(w[t - 2]!, 17, 19) ^ (w[t - 2]! >>> 10);
    w.push((sigma1 + w[t - 7]! + sigma0 + w[t - 16]!) >>> 0);
  }
  return w.slice(16);
}

describe("the rounds and the message schedule of SHA-256", () => {
  let circuit: TestCircuit;
  beforeAll(async () => {
    circuit = await testCircuit("rounds");
  });

  const witnessOf = (words: readonly number[], before: readonly number[]) =>
    circuit.witness({ words: words.map(bitsOf), before: before.map(bitsOf) });

  it("agree with FIPS 180-4, carries at their extremes included", async () => {
    const wordAt = (witness: bigint[], name: string) =>
      Array.from({ length: 32 }, (_, i) => Number(witness[circuit.wire(`${name}[${i}]`)]));
    await fc.assert(
      fc.asyncProperty(wordsOf(10), wordsOf(16), async (words, before) => {
        const witness = await witnessOf(words, before);
        for (const [r, { a, e }] of twoRounds(words).entries()) {
          expect(wordAt(witness, `rounds.newA[${r}]`)).toEqual(bitsOf(a));
          expect(wordAt(witness, `rounds.newE[${r}]`)).toEqual(bitsOf(e));
        }
        for (const [r, next] of nextWords(before).entries()) {
          expect(wordAt(witness, `schedule.w[${r}]`)).toEqual(bitsOf(next));
        }
        expect(circuit.system.violated(witness)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  it.each([0, WORD - 1, 0x9e3779b9])("cannot be forged: words around %i", async (seed) => {
    const words = Array.from({ length: 16 }, (_, i) => (Math.imul(seed, 2 * i + 1) + (seed % 3) * i) >>> 0);
    const witness = await witnessOf(words.slice(0, 10), words);
    // Public here, and read bit by bit: Ch and Maj do not look at every one of them.
    const made = unnoticedEdits(circuit, witness).filter((name) => !/^(words|before)\[/.test(name));
    expect(made).toEqual([]);
    expect(forgeries(circuit, witness, 2)).toEqual([]);
  });
});
