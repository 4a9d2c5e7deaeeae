/** Whether a circuit is compiled where memory is short. @module */
import { expect, it } from "vitest";
import { PAGE_SIZE_NAMES } from "../../../prover/plan/page-sizes.ts";
import { checkCompileMemory } from "../../../scripts/circuits/compile-memory.ts";

const GB = 1e9;
const STEP_BYTES = 50e6;

it("is refused with both figures where it takes more than is free, and a larger size never before a smaller one", () => {
  let before = 0;
  for (const size of PAGE_SIZE_NAMES) {
    let least = 0;
    for (let free = 0; least === 0; free += STEP_BYTES) {
      try {
        checkCompileMemory(size, { cores: 1, freeBytes: free });
        least = free;
      } catch (error) {
        expect(error).toMatchObject({
          code: "COMPILE_MEMORY_SHORT",
          message: expect.stringMatching(
            new RegExp(
              `size ${size} takes about [0-9.]+ GB of memory, and ${(free / GB).toFixed(1)} GB are free`,
            ),
          ),
        });
      }
    }
    expect(least).toBeGreaterThan(before);
    before = least;
  }
  // On a machine of 3 GB all but the largest.
  checkCompileMemory("large", { cores: 1, freeBytes: 2.8 * GB });
  expect(() => checkCompileMemory("huge", { cores: 1, freeBytes: 2.8 * GB })).toThrow(/3\.0 GB/);
});
