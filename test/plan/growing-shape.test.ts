import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GrowingShape } from "../../prover/plan/growing-shape.ts";
import { windowsOf } from "../../prover/state/list-shape.ts";
import { branchLevels, countSlots, deepestLink } from "./independent-shape.ts";

/** Of the largest list that SSZ allows: 2^40 entries. */
const MAX_TOP = 38;
const chunkAnywhere = fc.maxSafeNat().map((chunk) => chunk % 2 ** MAX_TOP);
const chunkNearby = fc.tuple(chunkAnywhere, fc.nat({ max: 60 })).map(([, step]) => 2 ** 37 + step);
const chunks = fc.array(fc.oneof(chunkAnywhere, chunkNearby), { minLength: 1, maxLength: 25 });

const WINDOWS = windowsOf({ kind: "bounded", depth: MAX_TOP }, 2 ** MAX_TOP);

describe("GrowingShape", () => {
  it("counts the slots of the union of paths after every chunk, in any order and with repetitions", () => {
    fc.assert(
      fc.property(chunks, (all) => {
        const growing = new GrowingShape(WINDOWS);
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
        const growing = new GrowingShape(WINDOWS);
        for (const chunk of all) growing.add(chunk);
        const maxSlots = growing.slots + more;
        const { link, slots, branchLevels: levels } = growing.raised(maxSlots);
        expect(levels).toBe(MAX_TOP - link.depth);
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
    const growing = new GrowingShape(WINDOWS);
    growing.add(undefined);
    expect(growing.slots).toBe(0);
    growing.add(5);
    growing.add(undefined);
    expect(growing.slots).toBe(1);
  });

  it("stays in the level of a progressive list in which it began, and is there what it is anywhere else", () => {
    const levels = fc.integer({ min: 0, max: 12 });
    fc.assert(
      fc.property(
        levels,
        fc.array(fc.nat(), { minLength: 1, maxLength: 20 }),
        fc.nat({ max: 60 }),
        (level, places, more) => {
          const windows = windowsOf({ kind: "progressive" }, 2 ** 30);
          const { firstLeaf, span, depth } = windows[level]!;
          const inLevel = places.map((place) => place % span);
          const growing = new GrowingShape(windows);
          const alone = new GrowingShape(windowsOf({ kind: "bounded", depth }, span));
          for (const place of inLevel) {
            expect(growing.add(firstLeaf + place)).toBe(true);
            alone.add(place);
          }
          expect(growing.add(firstLeaf + span)).toBe(false);
          if (level > 0) expect(growing.add(firstLeaf - 1)).toBe(false);
          expect(growing.slots).toBe(alone.slots);
          const maxSlots = growing.slots + more;
          const raised = growing.raised(maxSlots);
          const expected = alone.raised(maxSlots);
          expect(raised).toEqual({
            ...expected,
            link: { depth: expected.link.depth, firstChunk: firstLeaf + expected.link.firstChunk },
          });
        },
      ),
    );
  });
});
