/** Some moments of commands that take longer; all of them: `npm run attack:kills`. @module */
import { afterAll, expect, it } from "vitest";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { ceremonyContribute, ceremonyExport } from "./kills/commands/ceremony.ts";
import { killEverywhere } from "./kills/kill-everywhere.ts";

afterAll(() => stopCurveWorkers());

it.each([
  ["ceremony contribute", ceremonyContribute, 12],
  ["ceremony export", ceremonyExport, 4],
] as const)("%s, killed, does all the same when it is run again", async (_, make, every) => {
  const { kills, faults } = await killEverywhere(await make(), { every });
  expect(faults).toEqual([]);
  expect(kills).toBeGreaterThan(2);
});
