/** Two kinds of moments of commands that send, on a real network; all of them: `npm run attack:sends`. @module */
import { afterAll, beforeAll, expect, it } from "vitest";
import { stopCurveWorkers } from "../../prover/groth16/stop-curve-workers.ts";
import { setUpTestCircuit, startTestNetwork, type TestNetwork } from "../support/test-network.ts";
import { MOMENTS } from "./sends/cutting-proxy.ts";
import { killOracle } from "./sends/killed-oracle.ts";

let world: TestNetwork;
beforeAll(async () => {
  world = await startTestNetwork("electra", await setUpTestCircuit(), { isRegistered: false });
});
afterAll(async () => {
  await world?.network.stop();
  await stopCurveWorkers();
});

it("commands that are killed while they send leave what undisturbed ones do, and send no more than those", async () => {
  const moments = MOMENTS.slice(0, 1);
  const report = await killOracle(world, { total: 0, waiting: 0 }, { moments, tell: () => {} });
  expect(report).toEqual({ kills: 4, faults: [] });
});
