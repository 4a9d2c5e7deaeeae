import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { DOMAIN_POWERS, PAGE_SIZE_NAMES, PAGE_SIZES, type PageSize } from "../../prover/plan/page-sizes.ts";
import { compileCircuit } from "../../scripts/circuits/compile-circuit.ts";
import type { R1csCounts } from "../../scripts/circuits/count-r1cs.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { compiledPageManifest, compilePageCircuit } from "../../scripts/set-up-size.ts";

/** Too large to compile for every test run: compared where `npm run setup -- large` has compiled them, else as committed. */
const ONLY_WHERE_COMPILED: readonly PageSize[] = ["large"];

/** The largest takes 1 to 2 minutes alone on a quiet machine, and is compiled once per source hash. */
const COMPILE_TIMEOUT_MS = 1_200_000;

function readSnapshot<T>(name: string): Readonly<Record<string, T>> {
  return JSON.parse(readFileSync(new URL(`../snapshots/${name}`, import.meta.url), "utf8"));
}

describe("constraint counts", () => {
  const counts: Record<string, R1csCounts> = {};
  const constraintSystems: Record<string, string> = {};
  const committedCounts = readSnapshot<R1csCounts>("constraints.json");
  const committedSystems = readSnapshot<string>("constraint-systems.json");
  beforeAll(async () => {
    for (const part of ["pair-hash", "poseidon3", "claim", "validator-lane"]) {
      const mainPath = join(REPOSITORY_ROOT, "test/circuits/mains", `${part}.circom`);
      const directory = join(REPOSITORY_ROOT, "build/test-circuits", part);
      counts[part] = (await compileCircuit(mainPath, directory)).manifest.counts;
    }
    for (const size of PAGE_SIZE_NAMES) {
      const manifest = ONLY_WHERE_COMPILED.includes(size)
        ? await compiledPageManifest(size)
        : (await compilePageCircuit(size)).manifest;
      if (manifest === undefined) {
        console.warn(`${size} is not compiled here: its committed counts are compared with its domain only`);
        counts[`reserves-page ${size}`] = committedCounts[`reserves-page ${size}`]!;
        constraintSystems[size] = committedSystems[size]!;
        continue;
      }
      counts[`reserves-page ${size}`] = manifest.counts;
      constraintSystems[size] = manifest.r1csSha256;
    }
  }, COMPILE_TIMEOUT_MS);

  it("are the committed ones, for the parts and for every page size", async () => {
    // After a change that is meant: npx vitest run test/circuits/constraints.test.ts -u, and read the diff.
    await expect(`${JSON.stringify(counts, null, 2)}\n`).toMatchFileSnapshot("../snapshots/constraints.json");
  });

  it("every machine gets the constraint systems whose SHA-256 are committed", async () => {
    const text = `${JSON.stringify(constraintSystems, null, 2)}\n`;
    await expect(text).toMatchFileSnapshot("../snapshots/constraint-systems.json");
  });

  it.each(PAGE_SIZE_NAMES)("of %s fit its domain, and one lane more would not", (size) => {
    const { constraints, publicInputs } = counts[`reserves-page ${size}`]!;
    const room = 2 ** DOMAIN_POWERS[size] - (constraints + publicInputs + 1);
    // What a lane adds: itself, with its public inputs as wires, and its claim on one of the slots.
    const laneConstraints = counts["validator-lane"]!.constraints + 6 * PAGE_SIZES[size].slots;
    expect(room).toBeGreaterThanOrEqual(0);
    expect(room).toBeLessThan(laneConstraints);
  });
});
