/** As few transactions as the limits allow, none above a limit, and the same for planner and submitter. @module */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fillTransactions,
  pageBytes,
  pagesGas,
  pageTransactionLimits,
  SUBMISSION_BYTES,
  type TransactionLimits,
} from "../../prover/plan/page-transactions.ts";
import { pageGas, SUBMISSION_GAS } from "../../prover/plan/planned-gas.ts";

/** Levels of link branch that pages of lists up to 2^38 chunks have. */
const levels = fc.array(fc.integer({ min: 0, max: 38 }), { maxLength: 60 });
/** From less than one page to more than all. */
const limits: fc.Arbitrary<TransactionLimits> = fc.record({
  gas: fc.integer({ min: SUBMISSION_GAS, max: SUBMISSION_GAS + 40 * pageGas(20) }),
  bytes: fc.integer({ min: 1_000, max: SUBMISSION_BYTES + 40 * pageBytes(20) }),
  pages: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 70 })),
});

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function fits(branchLevels: readonly number[], { gas, bytes, pages }: TransactionLimits): boolean {
  return (
    branchLevels.length <= pages &&
    SUBMISSION_GAS + sum(branchLevels.map(pageGas)) <= gas &&
    SUBMISSION_BYTES + sum(branchLevels.map(pageBytes)) <= bytes
  );
}

/** The fewest transactions of any division that keeps the order, tried out. */
function fewest(branchLevels: readonly number[], given: TransactionLimits): number {
  const needed = [0];
  for (let end = 1; end <= branchLevels.length; end++) {
    needed[end] = Number.POSITIVE_INFINITY;
    for (let start = end - 1; start >= 0; start--) {
      const run = branchLevels.slice(start, end);
      if (run.length === 1 || fits(run, given)) needed[end] = Math.min(needed[end]!, needed[start]! + 1);
    }
  }
  return needed[branchLevels.length]!;
}

describe("fillTransactions", () => {
  it("takes every page once, in order, none above a limit but a page alone", () => {
    fc.assert(
      fc.property(levels, limits, (branchLevels, given) => {
        let next = 0;
        for (const count of fillTransactions(branchLevels, given)) {
          expect(count).toBeGreaterThan(0);
          const run = branchLevels.slice(next, next + count);
          if (count > 1) expect(fits(run, given)).toBe(true);
          next += count;
        }
        expect(next).toBe(branchLevels.length);
      }),
    );
  });

  it("takes as few transactions as any division of the pages in order", () => {
    fc.assert(
      fc.property(levels, limits, (branchLevels, given) => {
        expect(fillTransactions(branchLevels, given)).toHaveLength(fewest(branchLevels, given));
      }),
    );
  });

  it("goes on after the pages of its first transactions as if these had never been", () => {
    fc.assert(
      fc.property(levels, limits, (branchLevels, given) => {
        const [first = 0, ...following] = fillTransactions(branchLevels, given);
        expect(fillTransactions(branchLevels.slice(first), given)).toEqual(following);
      }),
    );
  });
});

describe("the limits of a chain", () => {
  it("leave the sender its margin below the cap of a transaction, or of a smaller block", () => {
    expect(pageTransactionLimits().gas).toBe(15_252_014);
    expect(pageTransactionLimits(60_000_000n)).toEqual(pageTransactionLimits());
    expect(pageTransactionLimits(11_000_000n).gas).toBe(10_000_000);
    expect(pageTransactionLimits(60_000_000n, 7)).toMatchObject({
      gas: 15_252_014,
      bytes: 131_072,
      pages: 7,
    });
  });

  it("take more than a hundred pages at once: the size of a transaction is reached before its gas", () => {
    const pages = Array<number>(400).fill(10);
    const [most] = fillTransactions(pages, pageTransactionLimits());
    expect(most).toBe(139);
    expect(SUBMISSION_GAS + most! * pageGas(10)).toBeLessThan(pageTransactionLimits().gas);
  });
});

describe("the planner", () => {
  it("expects no transaction below Amsterdam's floor of calldata, which long branches reach", () => {
    const single = fc.array(fc.integer({ min: 0, max: 38 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(single, (branchLevels) => {
        const bytes = SUBMISSION_BYTES + sum(branchLevels.map((level) => pageBytes(level)));
        const gas = pagesGas([branchLevels], "amsterdam");
        expect(gas).toBeGreaterThanOrEqual(15_000 + 64 * bytes);
        expect(gas).toBeGreaterThan(sum(branchLevels.map((level) => pageGas(level))));
      }),
    );
    const long = Array<number>(60).fill(38);
    expect(pagesGas([long], "amsterdam")).toBe(15_000 + 64 * (SUBMISSION_BYTES + 60 * pageBytes(38)));
  });

  it("counts what each submission costs beside its pages", () => {
    const transactions = fc.array(fc.array(fc.integer({ min: 0, max: 38 }), { minLength: 1 }), {
      maxLength: 9,
    });
    fc.assert(
      fc.property(transactions, (given) => {
        expect(pagesGas(given, "osaka")).toBe(
          given.length * SUBMISSION_GAS + sum(given.flat().map((level) => pageGas(level))),
        );
      }),
    );
  });
});
