/**
 * A network on which the first spurt is over, opened, proved and finalized: what comes after is there to be tested.
 * @module
 */
import { runCommand } from "../../scripts/run-command.ts";
import { provedBundle } from "./proved-bundle.ts";
import {
  beaconArguments,
  chainArguments,
  keyOf,
  passSpurtEnd,
  setUpTestCircuit,
  startTestNetwork,
  type TestNetwork,
} from "./test-network.ts";

export interface FinishedSpurt {
  readonly world: TestNetwork;
  /** Folder. It belongs to all tests: copy what is going to be changed. */
  readonly bundle: string;
  /** Of the spurt's last block; the next one is missed. */
  readonly lastSlot: number;
}

const MISSED_SLOTS = 2;

/** No blocks are produced when it returns. */
export async function finishedSpurt(): Promise<FinishedSpurt> {
  const world = await startTestNetwork("electra", await setUpTestCircuit());
  try {
    const lastSlot = await passSpurtEnd(world, MISSED_SLOTS);
    const blocks = world.network.runOnDemand();
    await runCommand(["open", ...beaconArguments(world)], keyOf(world.network));
    const bundle = await provedBundle(world, lastSlot);
    await runCommand(["submit", bundle, ...chainArguments(world), "--whole"], keyOf(world.network));
    await blocks.stop();
    return { world, bundle, lastSlot };
  } catch (error) {
    await world.network.stop();
    throw error;
  }
}
