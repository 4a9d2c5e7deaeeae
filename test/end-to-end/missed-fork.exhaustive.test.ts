/** Contracts that were deployed before a fork was known, on a network that schedules it: told by doctor before and after. @module */
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Finding } from "../../prover/doctor/finding.ts";
import {
  beaconArguments,
  setUpTestCircuit,
  startTestNetwork,
  type TestNetwork,
} from "../support/test-network.ts";
import { jsonCommand } from "./json-command.ts";

const FORK_EPOCH = 1;
const FORK_SLOT = 32;

let world: TestNetwork;
beforeAll(async () => {
  const verifier = await setUpTestCircuit();
  world = await startTestNetwork("fulu", verifier, {
    gloasForkEpoch: FORK_EPOCH,
    isGloasKnown: false,
    isRegistered: false,
  });
});
afterAll(() => world?.network.stop());

async function forksFinding(): Promise<Finding> {
  const args = ["doctor", "--size", "test", ...beaconArguments(world)];
  const { answer } = await jsonCommand(args);
  const { findings } = answer as unknown as { readonly findings: readonly Finding[] };
  return findings.find(({ check }) => check.endsWith(": forks"))!;
}

it("warns of the fork before it begins, with the next step", async () => {
  expect(await forksFinding()).toMatchObject({
    level: "warn",
    found: expect.stringMatching(
      /^gloas, from .* \(epoch 1\): the oracle reads its states by an earlier fork's layout/,
    ),
    next: expect.stringContaining("A fork that moves fields"),
  });
});

it("fails once it has begun", async () => {
  while (world.network.head().slot < FORK_SLOT) await world.network.produceSlot();
  expect(await forksFinding()).toMatchObject({
    level: "fail",
    found: expect.stringMatching(/^gloas, since /),
  });
});
