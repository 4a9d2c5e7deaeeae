/** Some moments of commands that take longer; all of them: `npm run attack:kills`. @module */
import { afterAll, expect, it } from "vitest";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { ceremonyContribute, ceremonyExport, ceremonyVerify } from "./kills/commands/ceremony.ts";
import { discover, record, rewardsBuild, stopDeployedNetwork } from "./kills/commands/deployed.ts";
import { killEverywhere } from "./kills/kill-everywhere.ts";

afterAll(async () => {
  await stopDeployedNetwork();
  await stopCurveWorkers();
});

it.each([
  ["ceremony contribute", ceremonyContribute, 12],
  ["ceremony export", ceremonyExport, 4],
  ["ceremony verify", ceremonyVerify, 8],
  ["discover", discover, 30],
  ["record", record, 2],
  ["rewards build", rewardsBuild, 25],
] as const)("%s, killed, does all the same when it is run again", async (_, make, every) => {
  const { kills, faults } = await killEverywhere(await make(), { every });
  expect(faults).toEqual([]);
  expect(kills).toBeGreaterThan(2);
});
