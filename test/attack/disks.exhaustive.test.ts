/** A command on disks that fail it, at some of its moments; all of them: `npm run attack:disks`. @module */
import { afterAll, expect, it } from "vitest";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { breakEverywhere } from "./disks/break-everywhere.ts";
import { canMount } from "./disks/disk.ts";
import { WRITTEN_COMMANDS } from "./disks/written-commands.ts";

afterAll(() => stopCurveWorkers());

it.skipIf(!canMount())(
  "report ends with a typed error and leaves nothing half-written (skipped without mounts)",
  async () => {
    const { cases, faults } = await breakEverywhere(await WRITTEN_COMMANDS.report!(), { every: 20 });
    expect(faults).toEqual([]);
    expect(cases).toBeGreaterThan(10);
  },
);
