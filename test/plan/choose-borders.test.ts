import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseBorders } from "../../prover/plan/choose-borders.ts";
import type { PageLimits } from "../../prover/plan/page-sizes.ts";
import { pageGas } from "../../prover/plan/planned-gas.ts";
import { windowsOf } from "../../prover/state/list-shape.ts";
import { branchLevels } from "./independent-shape.ts";

type Chunk = number | undefined;

/** Of 2.2 million validators. */
const TOP = 20;
const CHUNKS = 550_000;
const WINDOWS = windowsOf({ kind: "bounded", depth: 38 }, CHUNKS);

const atRandom = fc.uniqueArray(fc.nat({ max: CHUNKS - 1 }), { minLength: 1, maxLength: 10 });
const clusters = fc
  .array(fc.tuple(fc.nat({ max: CHUNKS - 9 }), fc.integer({ min: 1, max: 5 })), {
    minLength: 1,
    maxLength: 4,
  })
  .map((runs) => runs.flatMap(([first, length]) => Array.from({ length }, (_, k) => first + k)).slice(0, 10));
const sorted = (chunks: number[]) => chunks.toSorted((a, b) => a - b);
const withAbsent = (chunks: fc.Arbitrary<number[]>): fc.Arbitrary<Chunk[]> =>
  fc
    .tuple(chunks, fc.nat({ max: 12 }))
    .map(([all, place]) => all.map((chunk, i) => (i === place ? undefined : chunk)));
const registries = fc.oneof(
  atRandom.map(sorted),
  clusters.map(sorted),
  withAbsent(atRandom),
  withAbsent(clusters),
);
const limits = fc.record({ slots: fc.integer({ min: 1, max: 70 }), lanes: fc.integer({ min: 1, max: 10 }) });

const pagesOf = (chunks: readonly Chunk[], size: PageLimits, from = 0) =>
  chooseBorders({ chunks, limits: size, windows: WINDOWS }, { from })();

interface Partition {
  readonly pages: number;
  readonly gas: number;
}

/** Every way to cut the registry into pages that fit. */
function everyPartition(chunks: readonly Chunk[], { slots, lanes }: PageLimits): Partition[] {
  const partitions: Partition[] = [];
  for (let cuts = 0; cuts < 2 ** (chunks.length - 1); cuts++) {
    const borders = chunks.map((_, i) => i).filter((i) => i === 0 || (cuts >> (i - 1)) & 1);
    const levels = borders.map((start, k) => {
      const run = chunks.slice(start, borders[k + 1]);
      const claimed = run.filter((chunk) => chunk !== undefined);
      return run.length > lanes ? undefined : branchLevels(claimed, slots, TOP);
    });
    if (levels.includes(undefined)) continue;
    partitions.push({ pages: levels.length, gas: levels.reduce<number>((sum, l) => sum + pageGas(l!), 0) });
  }
  return partitions;
}

describe("chooseBorders", () => {
  it("finds the least gas of all partitions, in at most a tenth more pages than the fewest", () => {
    fc.assert(
      fc.property(registries, limits, (chunks, size) => {
        const runs = pagesOf(chunks, size);
        const all = everyPartition(chunks, size);
        const gas = runs.reduce((sum, { shape }) => sum + pageGas(TOP - shape.link.depth), 0);
        expect(gas).toBe(Math.min(...all.map((partition) => partition.gas)));
        expect(runs.length).toBeLessThanOrEqual(1.1 * Math.min(...all.map(({ pages }) => pages)));
      }),
      { numRuns: 300 },
    );
  });

  it("covers the registry in order, from where it is told to begin", () => {
    fc.assert(
      fc.property(registries, limits, fc.nat(), (chunks, size, place) => {
        const from = place % chunks.length;
        const runs = pagesOf(chunks, size, from);
        expect(runs[0]!.start).toBe(from);
        expect(runs.at(-1)!.end).toBe(chunks.length);
        for (let i = 1; i < runs.length; i++) expect(runs[i]!.start).toBe(runs[i - 1]!.end);
      }),
    );
  });

  it("goes on from a border as the plan that has it does", () => {
    fc.assert(
      fc.property(registries, limits, (chunks, size) => {
        const whole = pagesOf(chunks, size);
        whole.forEach(({ start }, i) => {
          expect(pagesOf(chunks, size, start)).toEqual(whole.slice(i));
        });
      }),
    );
  });

  it("says of each start what a choice from there says, and of a range what the range alone has", () => {
    fc.assert(
      fc.property(registries, limits, fc.nat(), fc.nat(), (chunks, size, a, b) => {
        const [from, to] = [a % chunks.length, b % (chunks.length + 1)];
        expect(chooseBorders({ chunks, limits: size, windows: WINDOWS })(from)).toEqual(
          pagesOf(chunks, size, from),
        );
        if (to <= from) return;
        expect(chooseBorders({ chunks, limits: size, windows: WINDOWS }, { from, to })()).toEqual(
          pagesOf(chunks.slice(0, to), size, from),
        );
      }),
    );
  });

  it("shortens a page where that saves more link branch than it costs", () => {
    // Four lanes would take 0, 1, 512 and 513, which meet 10 levels up: all slots are spent below the other 9 levels.
    const chunks = [0, 1, 512, 513, 514, 515];
    const [first] = pagesOf(chunks, { slots: 20, lanes: 4 });
    expect(first!.end).toBe(2);
  });
});
