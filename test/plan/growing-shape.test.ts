import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GrowingShape } from "../../prover/plan/growing-shape.ts";
import { branchLevels, countSlots, deepestLink } from "./independent-shape.ts";

/** Of the largest list that SSZ allows: 2^40 entries. */
const MAX_TOP = 38;
const chunkAnywhere = fc.maxSafeNat().map((chunk) => chunk % 2 ** MAX_TOP);
const chunkNearby = fc.tuple(chunkAnywhere, fc.nat({ max: 60 })).map(([, step]) => 2 ** 37 + step);
const chunks = fc.array(fc.oneof(chunkAnywhere, chunkNearby), { minLength: 1, maxLength: 25 });

describe("GrowingShape", () => {
  it("counts the slots of the union of paths after every chunk, in any order and with repetitions", () => {
    fc.assert(
      fc.property(chunks, (all) => {
        const growing = new GrowingShape();
        all.forEach((chunk, i) => {
          growing.add(chunk);
          const taken = all.slice(0, i + 1);
          expect(growing.slots).toBe(countSlots(taken, deepestLink(taken)));
        });
      }),
    );
  });

  it("raises the link as far as slots reach, above every chunk and never above the top", () => {
    const cases = fc.record({ all: chunks, more: fc.nat({ max: 60 }) });
    fc.assert(
      fc.property(cases, ({ all, more }) => {
        const growing = new GrowingShape();
        for (const chunk of all) growing.add(chunk);
        const maxSlots = growing.slots + more;
        const { link, slots } = growing.raised(maxSlots, MAX_TOP);
        expect(MAX_TOP - link.depth).toBe(branchLevels(all, maxSlots, MAX_TOP));
        expect(slots).toBe(countSlots(all, link));
        expect(slots).toBeLessThanOrEqual(maxSlots);
        expect(link.firstChunk % 2 ** link.depth).toBe(0);
        for (const chunk of all) {
          expect(chunk >= link.firstChunk && chunk < link.firstChunk + 2 ** link.depth).toBe(true);
        }
      }),
    );
  });

  it("takes no slot for a validator that claims nothing", () => {
    const growing = new GrowingShape();
    growing.add(undefined);
    expect(growing.slots).toBe(0);
    growing.add(5);
    growing.add(undefined);
    expect(growing.slots).toBe(1);
  });
});
