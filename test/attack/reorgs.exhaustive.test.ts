/** A sample of `npm run attack:reorgs`: the reading with the most questions, at nodes that change their branch between two answers. */
import { describe, expect, it } from "vitest";
import { attackReorgs } from "./reorgs/attack-reorgs.ts";

const EVERY = 6;

describe("nodes of two branches", () => {
  it("give a command what one of them has, or an error with a next step; never a mixture", async () => {
    for await (const { name, report } of attackReorgs({
      isWanted: (name) => name.startsWith("status"),
      every: EVERY,
      tell: () => {},
    })) {
      expect(report.faults, name).toEqual([]);
      expect(report.runs).toBeGreaterThan(10);
      break;
    }
  }, 600_000);
});
