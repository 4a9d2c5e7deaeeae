/** Every transaction's pages fit into it and end where the registry keeps its chain, however validators lie. @module */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseBorders, type PageRun } from "../../prover/plan/choose-borders.ts";
import { chooseTransactions, KEPT_EVERY } from "../../prover/plan/choose-transactions.ts";
import { PAGE_SIZES } from "../../prover/plan/page-sizes.ts";
import {
  fillTransactions,
  pageBytes,
  pageTransactionLimits,
  SUBMISSION_BYTES,
} from "../../prover/plan/page-transactions.ts";
import { pageGas, SUBMISSION_GAS } from "../../prover/plan/planned-gas.ts";
import { windowsOf } from "../../prover/state/list-shape.ts";
import { seededRandom } from "../../scripts/synthetic-state/seeded-random.ts";

/** Of 2.2 million validators. */
const CHUNKS = 550_000;
const SHAPES = {
  bounded: windowsOf({ kind: "bounded", depth: 38 }, CHUNKS),
  progressive: windowsOf({ kind: "progressive" }, CHUNKS),
};
const LIMITS = pageTransactionLimits();

/** Clusters of a few neighbours at random places: pages of one validator and of many, up to some transactions. */
const registries = fc
  .record({
    seed: fc.nat(),
    count: fc.integer({ min: 1, max: 900 }),
    together: fc.integer({ min: 1, max: 6 }),
  })
  .map(({ seed, count, together }) => {
    const random = seededRandom(seed);
    const chunks: number[] = [];
    for (let i = 0; i < count; i++) {
      const isNeighbour = i % together !== 0 && chunks.at(-1)! < CHUNKS - 1;
      chunks.push(isNeighbour ? chunks.at(-1)! + 1 : Math.floor(random() * CHUNKS));
    }
    return chunks;
  });
const cases = fc.record({
  chunks: registries,
  size: fc.constantFrom(PAGE_SIZES.test, PAGE_SIZES.small, PAGE_SIZES.standard),
  shape: fc.constantFrom("bounded" as const, "progressive" as const),
});
const choicesOf = ({ chunks, size, shape }: typeof cases extends fc.Arbitrary<infer T> ? T : never) => ({
  chunks,
  limits: size,
  windows: SHAPES[shape],
});

const levelsOf = (pages: readonly PageRun[]) => pages.map(({ shape }) => shape.branchLevels);

describe("chooseTransactions", () => {
  it("fills no transaction beyond its limits, and ends each but the last at a multiple", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const transactions = chooseTransactions(choicesOf(given));
        let next = 0;
        for (const [i, pages] of transactions.entries()) {
          expect(fillTransactions(levelsOf(pages), LIMITS)).toEqual([pages.length]);
          for (const { start, end } of pages) {
            expect(start).toBe(next);
            next = end;
          }
          if (i < transactions.length - 1) expect(next % KEPT_EVERY).toBe(0);
        }
        expect(next).toBe(given.chunks.length);
      }),
      { numRuns: 60 },
    );
  });

  it("cuts nothing where one transaction takes all pages of the cheapest plan", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const cheapest = chooseBorders(choicesOf(given))();
        const isOne = fillTransactions(levelsOf(cheapest), LIMITS).length === 1;
        const transactions = chooseTransactions(choicesOf(given));
        if (isOne) expect(transactions).toEqual([cheapest]);
        else expect(transactions.length).toBeGreaterThan(1);
      }),
      { numRuns: 60 },
    );
  });

  it("goes on from a cut as the plan that has it does, and plans each part like a registry of its own", () => {
    fc.assert(
      fc.property(cases, (given) => {
        const choices = choicesOf(given);
        const transactions = chooseTransactions(choices);
        for (const [i, pages] of transactions.entries()) {
          const [from, to] = [pages[0]!.start, pages.at(-1)!.end];
          expect(chooseTransactions(choices, from)).toEqual(transactions.slice(i));
          expect(chooseBorders(choices, { from, to })()).toEqual(pages);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("wastes less than a multiple: what fits before the end of the pages that fit is sent", () => {
    const chunks = Array.from({ length: 600 }, (_, i) => 900 * i);
    const choices = { chunks, limits: PAGE_SIZES.test, windows: SHAPES.bounded };
    const transactions = chooseTransactions(choices);
    const [fit] = fillTransactions(levelsOf(chooseBorders(choices)()), LIMITS);
    const [first] = transactions;
    // One validator a page.
    expect(first!.length).toBe(fit! - (fit! % KEPT_EVERY));
    expect(transactions.length).toBeGreaterThan(4);
  });
});

it("the multiples are those at which the contract keeps the chain", () => {
  const source = readFileSync(
    new URL("../../verifier-contracts/src/EntryChain.sol", import.meta.url),
    "utf8",
  );
  expect(source).toContain(`uint64 public constant KEPT_EVERY = ${KEPT_EVERY};`);
});

/** So a spurt can be finished from any count that is kept, whatever the validators and however large the list becomes. */
it("as many pages as there are validators between two multiples fit into a transaction, with the longest branch", () => {
  const longest = 38;
  expect(SUBMISSION_BYTES + KEPT_EVERY * pageBytes(longest)).toBeLessThan(LIMITS.bytes);
  expect(SUBMISSION_GAS + KEPT_EVERY * pageGas(longest)).toBeLessThan(LIMITS.gas);
  expect(SUBMISSION_BYTES + 2 * KEPT_EVERY * pageBytes(longest)).toBeGreaterThan(LIMITS.bytes);
});
