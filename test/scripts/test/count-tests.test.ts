import { describe, expect, it } from "vitest";
import { countTests } from "../../../scripts/test/count-tests.ts";

const VITEST = `
 Test Files  1 failed | 3 passed (4)
      Tests  2 failed | 25 passed | 1 skipped (28)
   Start at  23:10:31`;
const FORGE = `Suite result: ok. 7 passed; 0 failed; 0 skipped; finished in 1.02ms (1.01ms CPU time)

Ran 36 test suites in 41.20s (80.11s CPU time): 412 tests passed, 1 failed, 3 skipped (416 total tests)`;

describe("countTests", () => {
  it("reads what vitest says at its end, in colours too", () => {
    const counts = { passed: 25, failed: 2, skipped: 1 };
    expect(countTests(VITEST)).toEqual(counts);
    expect(
      countTests(VITEST.replace("25 passed", "\u001b[1m\u001b[32m25 passed\u001b[39m\u001b[22m")),
    ).toEqual(counts);
    expect(countTests("      Tests  27 passed (27)")).toEqual({ passed: 27, failed: 0, skipped: 0 });
  });

  it("reads forge's total, not its suites", () => {
    expect(countTests(FORGE)).toEqual({ passed: 412, failed: 1, skipped: 3 });
  });

  it("adds up what stands in one output, and finds nothing in other text", () => {
    expect(countTests(`${VITEST}\n${FORGE}`)).toEqual({ passed: 437, failed: 3, skipped: 4 });
    expect(countTests("12 passed, 4 failed")).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});
