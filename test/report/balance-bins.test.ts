import fc from "fast-check";
import { expect, test } from "vitest";
import { balanceBins } from "../../prover/report/balance-bins.ts";

const ETH = 10n ** 9n;
const anyBalance = fc.oneof(
  fc.constant(0n),
  fc.bigInt({ min: 1n, max: ETH }),
  fc.bigInt({ min: 31n * ETH, max: 33n * ETH }),
  fc.bigInt({ min: 0n, max: 2_048n * ETH }),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);

test("every balance is in exactly one bin, bins rise and do not overlap, and there are few", () => {
  fc.assert(
    fc.property(fc.array(anyBalance, { maxLength: 40 }), (balances) => {
      const bins = balanceBins(balances);
      expect(bins.length).toBeLessThanOrEqual(2 + 37);
      let end = 0n;
      for (const { fromGwei, toGwei, count } of bins) {
        expect(fromGwei).toBeGreaterThanOrEqual(end);
        expect(toGwei).toBeGreaterThan(fromGwei);
        expect(count).toBe(balances.filter((gwei) => gwei >= fromGwei && gwei < toGwei).length);
        end = toGwei;
      }
      expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(balances.length);
    }),
  );
});

test("balances around 32 ETH are told apart; those after compounding double from bin to bin", () => {
  const around = balanceBins([31_990_000_000n, 32_000_000_000n, 32_010_000_000n]);
  expect(around.map(({ count }) => count).filter((count) => count > 0)).toEqual([1, 1, 1]);
  expect(around.length).toBeLessThanOrEqual(12);
  expect(balanceBins([32n * ETH, 1_000n * ETH]).map(({ fromGwei }) => fromGwei / ETH)).toEqual([
    32n,
    64n,
    128n,
    256n,
    512n,
  ]);
});

test("nothing and less than 1 ETH stand apart", () => {
  expect(balanceBins([0n, 0n, 5n, 32n * ETH])).toEqual([
    { fromGwei: 0n, toGwei: 1n, count: 2 },
    { fromGwei: 1n, toGwei: ETH, count: 1 },
    { fromGwei: 32n * ETH, toGwei: 32_001_000_000n, count: 1 },
  ]);
  expect(balanceBins([])).toEqual([]);
});
