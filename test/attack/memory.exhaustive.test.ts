/** A process that the kernel kills for lack of memory; more of them: `npm run attack:memory`. @module */
import { afterAll, expect, it } from "vitest";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { attackMemory } from "./memory/memory-attacks.ts";
import { whyNoCgroup } from "./memory/memory-cgroup.ts";

afterAll(() => stopCurveWorkers());

const why = whyNoCgroup();
if (why !== undefined) console.warn(`skipped: ${why}`);

it.skipIf(why !== undefined)(
  "a native prover and a compiler that the kernel kills: memory is named, with the next step, and nothing is lost",
  async () => {
    const wanted = ["a native prover that is killed each time", "a circuit compiler"];
    const { cases, faults } = await attackMemory(wanted, () => {});
    expect(faults).toEqual([]);
    expect(cases).toBeGreaterThan(0);
  },
);
