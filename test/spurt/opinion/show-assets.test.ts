import fc from "fast-check";
import { expect, it } from "vitest";
import { takenOf } from "../../../prover/spurt/opinion/show-assets.ts";

const entry = fc.record({
  module: fc.nat({ max: 1 }),
  position: fc.nat({ max: 3 }),
  place: fc.nat({ max: 5 }),
});

/** As the contract does: who is the first of a pair and of a place counts. */
function countedOf(entries: readonly { module: number; position: number; place: number }[]): number {
  const counted: (typeof entries)[number][] = [];
  for (const one of entries) {
    const isKnown = counted.some(
      (other) =>
        other.place === one.place || (other.module === one.module && other.position === one.position),
    );
    if (!isKnown) counted.push(one);
  }
  return counted.length;
}

it("waiting deposits are taken once for each pair and for each place, and no more", () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 12 }), (entries) => {
      expect(takenOf(entries)).toBe(countedOf(entries));
    }),
  );
});

it("two deposits of one pair are one that is taken", () => {
  const pair = { module: 0, position: 3 };
  expect(
    takenOf([
      { ...pair, place: 1 },
      { ...pair, place: 2 },
    ]),
  ).toBe(1);
});
