import { expect, test } from "vitest";
import {
  formatBasisPoints,
  formatCount,
  formatEth,
  formatGweiAsEth,
  formatRate,
  formatUtc,
  shortHex,
} from "../../prover/report/format-amounts.ts";

test.each([
  [0n, "0"],
  [1n, "0"],
  [10n ** 14n, "0.0001"],
  [999_999_999_999_999_999n, "0.9999"],
  [1_234_567_890_123_456_789_012_345n, "1,234,567.8901"],
  [1_000n * 10n ** 18n, "1,000"],
])("formatEth: %i wei is %s ETH: cut, never rounded up", (wei, text) => {
  expect(formatEth(wei)).toBe(text);
});

test("formatEth: as many decimals as asked for", () => {
  expect(formatEth(1_234_567_890_123_456_789n, 18)).toBe("1.234567890123456789");
  expect(formatEth(1_999_999_999_999_999_999n, 0)).toBe("1");
  expect(formatGweiAsEth(32_000_000_001n)).toBe("32.000000001");
});

test("rates, shares, counts, times and roots", () => {
  expect(formatRate(1_043_210_000_000_000_001n)).toBe("1.043210000000000001");
  expect([2_200, 4_062, 5, 0].map(formatBasisPoints)).toEqual(["22%", "40.62%", "0.05%", "0%"]);
  expect([0, 999, 1_000, 1_234_567].map(formatCount)).toEqual(["0", "999", "1,000", "1,234,567"]);
  expect(formatUtc(1_700_000_000n)).toBe("2023-11-14 22:13:20 UTC");
  expect(formatUtc(10n ** 30n)).toBe(`${10n ** 30n} s`);
  expect(shortHex(`0x${"ab".repeat(32)}`)).toBe("0xabababab…abababab");
});
