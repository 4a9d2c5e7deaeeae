import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { DOMAIN_POWERS, PAGE_SIZE_NAMES, PAGE_SIZES } from "../../prover/plan/page-sizes.ts";
import { compileCircuit } from "../../scripts/circuits/compile-circuit.ts";
import type { R1csCounts } from "../../scripts/circuits/count-r1cs.ts";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { compilePageCircuit } from "../../scripts/circuits/set-up-size.ts";
import { expectCommitted, readCommitted } from "../support/committed.ts";

/** The larger page sizes: page-sizes.exhaustive.test.ts. */
describe("constraint counts", () => {
  const counts: Record<string, R1csCounts> = {};
  let constraintSystem: string;
  beforeAll(async () => {
    for (const part of ["pair-hash", "poseidon3", "claim", "validator-lane"]) {
      const mainPath = join(REPOSITORY_ROOT, "test/circuits/mains", `${part}.circom`);
      const directory = join(REPOSITORY_ROOT, "build/test-circuits", part);
      counts[part] = (await compileCircuit(mainPath, directory)).manifest.counts;
    }
    const { manifest } = await compilePageCircuit("test");
    counts["reserves-page test"] = manifest.counts;
    constraintSystem = manifest.r1csSha256;
  });

  it("are the committed ones, for the parts and for the smallest page", () => {
    expectCommitted("constraints.json", counts);
  });

  it("every machine gets the constraint system whose SHA-256 is committed", () => {
    expectCommitted("constraint-systems.json", { test: constraintSystem });
  });

  it.each(PAGE_SIZE_NAMES)("of %s, as committed, fit its domain, and one lane more would not", (size) => {
    const committed = readCommitted<R1csCounts>("constraints.json");
    const { constraints, publicInputs } = committed[`reserves-page ${size}`]!;
    const room = 2 ** DOMAIN_POWERS[size] - (constraints + publicInputs + 1);
    // What a lane adds: itself, with its public inputs as wires, and its claim on one of the slots.
    const laneConstraints = counts["validator-lane"]!.constraints + 6 * PAGE_SIZES[size].slots;
    expect(room).toBeGreaterThanOrEqual(0);
    expect(room).toBeLessThan(laneConstraints);
  });
});
