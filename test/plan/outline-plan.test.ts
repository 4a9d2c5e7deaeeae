import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outlinePlan } from "../../prover/plan/outline-plan.ts";
import { DOMAIN_POWERS, PAGE_SIZE_NAMES, type PageSize } from "../../prover/plan/page-sizes.ts";
import { planPages } from "../../prover/plan/plan-pages.ts";
import { recommendSize } from "../../prover/plan/recommend-size.ts";
import { syntheticState } from "../../scripts/synthetic-state/synthetic-state.ts";

const VALIDATORS = 3000;
const PRINCIPAL_GWEI = 32_000_000_000n;

describe("outlinePlan", () => {
  it.each(["electra", "gloas"] as const)(
    "says of a registry what planPages then does, in every size and from any validator: %s",
    async (fork) => {
      const { state } = await syntheticState(
        Array.from({ length: VALIDATORS }, () => PRINCIPAL_GWEI),
        fork,
      );
      const indices = fc.uniqueArray(fc.nat({ max: VALIDATORS + 20 }), { minLength: 1, maxLength: 80 });
      const cases = fc.tuple(indices, fc.constantFrom(...PAGE_SIZE_NAMES), fc.nat());
      await fc.assert(
        fc.asyncProperty(cases, async ([drawn, size, place]) => {
          const registry = drawn.map((index) => ({ index, principalGwei: PRINCIPAL_GWEI }));
          const from = place % registry.length;
          const outline = outlinePlan(
            registry,
            { length: state.listLength, shape: state.layout.lists.balances.shape },
            size,
            from,
          );
          const { pages, limits } = await planPages(
            registry,
            state,
            { slots: outline.slots, lanes: outline.lanes },
            0n,
            from,
          );
          const slots = pages.reduce((sum, page) => sum + page.slots, 0);
          expect(outline.pages).toBe(pages.length);
          expect(outline.slotUtilisation).toBeCloseTo(slots / (pages.length * limits.slots), 10);
          expect(outline.validatorsPerPage * pages.length).toBeCloseTo(registry.length - from, 8);
        }),
        { numRuns: 40 },
      );
    },
  );
});

describe("recommendSize", () => {
  const listLength = 2_200_000;
  const registryOf = (count: number) =>
    Array.from({ length: count }, (_, i) => ({ index: 733 * i, principalGwei: PRINCIPAL_GWEI }));
  /** Proving takes as long as there are constraints, but for the slow sizes. */
  const candidates = (count: number, fits: (size: string) => boolean, slow: readonly PageSize[] = []) =>
    PAGE_SIZE_NAMES.map((size) => {
      const outline = outlinePlan(
        registryOf(count),
        { length: listLength, shape: { kind: "bounded", depth: 38 } },
        size,
      );
      const expectedSeconds = outline.pages * 2 ** DOMAIN_POWERS[size] * (slow.includes(size) ? 10 : 1);
      return { ...outline, fits: fits(size), expectedSeconds };
    });

  it("takes small pages where larger ones hardly save gas, and large ones where they do", () => {
    expect(recommendSize(candidates(1, () => true))!.size).toBe("test");
    expect(recommendSize(candidates(3000, () => true))!.size).toBe("huge");
  });

  it("takes none in which proving takes much longer than in another", () => {
    expect(recommendSize(candidates(3000, () => true, ["huge"]))!.size).toBe("large");
  });

  it("takes none that has no memory here", () => {
    expect(recommendSize(candidates(3000, (size) => size !== "huge"))!.size).toBe("large");
    expect(recommendSize(candidates(3000, () => false))).toBeUndefined();
  });
});
