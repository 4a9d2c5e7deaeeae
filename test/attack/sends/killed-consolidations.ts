/** A consolidation that is recorded and completed by commands that are killed while they send. @module */
import { beaconArguments, setUpTestCircuit, startTestNetwork } from "../../support/test-network.ts";
import { JOINING_KEY, TEST_PROVISIONS } from "../../support/test-protocol.ts";
import type { Taken } from "./cutting-proxy.ts";
import { commandKiller, type SendsPlan, type SendsReport } from "./kill-command.ts";

/** The target compounds. The balance moves with the first slot of the epoch. */
const CONSOLIDATION = { source: 1, target: 2, epoch: 1 } as const;
const MOVED_SLOT = 32;
const SPURT_END_SLOT = 60;

export async function killConsolidations(taken: Taken, plan: SendsPlan): Promise<SendsReport> {
  const world = await startTestNetwork("electra", await setUpTestCircuit(), {
    provisions: TEST_PROVISIONS.filter(({ keyIndex }) => keyIndex !== JOINING_KEY),
    consolidation: CONSOLIDATION,
    spurtEndSlot: SPURT_END_SLOT,
  });
  const { network } = world;
  try {
    const report: SendsReport = { kills: 0, faults: [] };
    const all = commandKiller(network, taken, plan, report);
    const follow = () => [
      "consolidations",
      ...beaconArguments(world),
      "--slot",
      String(network.head().slot - 1),
    ];
    await all("consolidations, recording", follow(), (n) => n === 1);
    while (network.head().slot < MOVED_SLOT + 1) await network.produceSlot();
    await all("consolidations, completing", follow(), (n) => n === 1);
    return report;
  } finally {
    await network.stop();
  }
}
