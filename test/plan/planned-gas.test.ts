import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { chooseTransactions } from "../../prover/plan/choose-transactions.ts";
import { PAGE_SIZES } from "../../prover/plan/page-sizes.ts";
import { pagesGas } from "../../prover/plan/page-transactions.ts";
import { type GasRules, spurtGas } from "../../prover/plan/planned-gas.ts";
import { chunkOf } from "../../prover/state/chunk-of.ts";
import { leavesOf, windowsOf } from "../../prover/state/list-shape.ts";
import { drawAtRandom, drawInRuns, MAINNET_LENGTH } from "../../scripts/synthetic-state/drawn-registry.ts";

const committed = JSON.parse(
  readFileSync(new URL("../snapshots/gas.json", import.meta.url), "utf8"),
) as Record<string, number>;

it.each([
  { name: "spurt of 100 validators at random", registry: drawAtRandom(100) },
  { name: "spurt of 1000 validators at random", registry: drawAtRandom(1000) },
  { name: "spurt of 100 validators in runs of eight", registry: drawInRuns(100) },
  { name: "spurt of 1000 validators in runs of eight", registry: drawInRuns(1000) },
])("a $name costs what was measured, within 2%", ({ name, registry }) => {
  const windows = windowsOf({ kind: "bounded", depth: 38 }, leavesOf("balances", MAINNET_LENGTH));
  const chunks = registry.map(({ index }) => chunkOf(index));
  const levels = chooseTransactions({ chunks, limits: PAGE_SIZES.standard, windows }).map((taken) =>
    taken.map(({ shape }) => shape.branchLevels),
  );
  const expected = (rules: GasRules) => spurtGas(pagesGas(levels, rules), rules);
  expect(Math.abs(expected("osaka") / committed[name]! - 1)).toBeLessThan(0.02);
  expect(Math.abs(expected("amsterdam") / committed[`amsterdam: ${name}`]! - 1)).toBeLessThan(0.02);
});
