/**
 * Pages of registries over a list of 2.2 million balances in each size: counts, the same on every machine. The
 * registries are those of the gas table (`npm run gas`).
 * @module
 */
import { readFile } from "node:fs/promises";
import { outlinePlan, type PlanOutline } from "../../prover/plan/outline-plan.ts";
import { PAGE_SIZE_NAMES } from "../../prover/plan/page-sizes.ts";
import { layoutOf } from "../../prover/state/layout.ts";
import type { R1csCounts } from "../circuits/count-r1cs.ts";
import { drawAtRandom, drawInRuns, MAINNET_LENGTH } from "../synthetic-state/drawn-registry.ts";

const COUNTS = [100, 1000, 3000] as const;
const DRAWS = { "at random": drawAtRandom, "in runs of eight": drawInRuns } as const;
const MAINNET_BALANCES = { length: MAINNET_LENGTH, shape: layoutOf("fulu").lists.balances.shape };
const CONSTRAINTS = new URL("../../test/snapshots/constraints.json", import.meta.url);

export interface PlanMeasurement extends PlanOutline {
  readonly validators: number;
  readonly draw: keyof typeof DRAWS;
  /** Of all pages, whether lanes and slots are in use or not. */
  readonly constraintsPerValidator: number;
  readonly slotsPerValidator: number;
}

export async function measurePlans(): Promise<PlanMeasurement[]> {
  const counts = JSON.parse(await readFile(CONSTRAINTS, "utf8")) as Record<string, R1csCounts>;
  return PAGE_SIZE_NAMES.filter((size) => size !== "test").flatMap((size) => {
    const { constraints } = counts[`reserves-page ${size}`]!;
    return (Object.keys(DRAWS) as (keyof typeof DRAWS)[]).flatMap((draw) =>
      COUNTS.map((validators): PlanMeasurement => {
        const outline = outlinePlan(DRAWS[draw](validators), MAINNET_BALANCES, size);
        return {
          ...outline,
          validators,
          draw,
          constraintsPerValidator: (outline.pages * constraints) / validators,
          slotsPerValidator: (outline.pages * outline.slots) / validators,
        };
      }),
    );
  });
}
