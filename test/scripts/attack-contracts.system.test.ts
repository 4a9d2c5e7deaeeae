/** What the contracts read of edited proofs is true, or nothing; readers that lie are found. @module */
import { describe, expect, it } from "vitest";
import { contractReaders, READER_TESTS, type Readers } from "../../scripts/attack-contracts/readers.ts";
import { runAttacks } from "../../scripts/attack-contracts/run-attacks.ts";
import { forgeBuild } from "../../scripts/contracts/forge.ts";

/** `npm run attack:contracts` tries many more. */
const SAMPLE = { seed: 7, cases: 500 };
const sum = (counts: Iterable<{ found: number }>) =>
  [...counts].reduce((total, { found }) => total + found, 0);

const refuses: Readers = {
  find: async () => null,
  readAccount: async () => null,
  readNumber: async () => null,
  verifyBranch: async () => null,
  verifyTop: async () => null,
  verifyLink: async () => null,
  verifyElement: async () => null,
  verifyBalance: async () => null,
};

it("the contracts answer every true proof, and no edited one with another value", async () => {
  await forgeBuild(READER_TESTS);
  const { total, counts, examples } = await runAttacks(await contractReaders(), SAMPLE);
  expect(examples).toEqual([]);
  expect(total.found).toBe(0);
  expect(total.cases).toBeGreaterThanOrEqual(SAMPLE.cases);
  // Both outcomes are there, so neither is out of reach.
  expect(Math.min(total.answered, total.refused)).toBeGreaterThan(50);
  expect([...counts.values()].every(({ cases }) => cases > 0)).toBe(true);
});

describe("what is found of readers that", () => {
  it.each<[string, Readers, RegExp]>([
    ["refuse what is true", refuses, /true/],
    ["find nothing anywhere", { ...refuses, find: async () => "0x" }, /^trie/],
    [
      "take the end of a path for the value",
      {
        ...refuses,
        find: async (_root, _key, nodes) => `0x${Buffer.from(nodes.at(-1) ?? []).toString("hex")}`,
      },
      /^trie/,
    ],
    ["take every branch", { ...refuses, verifyBranch: async () => true }, /^branch/],
    ["take every top", { ...refuses, verifyTop: async () => true }, /top:/],
    ["take every link", { ...refuses, verifyLink: async () => 2n }, /link:/],
    ["take every element", { ...refuses, verifyElement: async () => true }, /element:/],
    ["read every balance as 1", { ...refuses, verifyBalance: async () => 1n }, /balance:/],
    ["read every number as 1", { ...refuses, readNumber: async () => 1n }, /^number/],
  ])("%s", async (_, readers, attacks) => {
    const { counts } = await runAttacks(readers, SAMPLE);
    const ofThese = [...counts].filter(([attack]) => attacks.test(attack)).map(([, count]) => count);
    expect(sum(ofThese)).toBeGreaterThan(ofThese.length);
  });
});

it("is the same in every run with a seed, and another with another", async () => {
  const countsOf = async (seed: number) => {
    const { counts } = await runAttacks({ ...refuses, find: async () => "0x" }, { ...SAMPLE, seed });
    return [...counts.entries()];
  };
  expect(await countsOf(3)).toEqual(await countsOf(3));
  expect(await countsOf(3)).not.toEqual(await countsOf(4));
});
