/** A claim of rewards, killed while it sends: its account is paid once. @module */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rewardsDistributorAbi } from "../../../prover/chain/abi/rewards-distributor-abi.ts";
import type { RewardsDocument } from "../../../prover/rewards/rewards-document.ts";
import { DEV_ACCOUNT_ADDRESS } from "../../../scripts/devnet/dev-account.ts";
import { runCommand } from "../../../scripts/run-command.ts";
import { provedBundle } from "../../support/proved-bundle.ts";
import {
  beaconArguments,
  chainArguments,
  keyOf,
  passSpurtEnd,
  setUpTestCircuit,
  startTestNetwork,
  type TestNetwork,
  untilMined,
} from "../../support/test-network.ts";
import { JOINING_KEY } from "../../support/test-protocol.ts";
import type { Taken } from "./cutting-proxy.ts";
import { commandKiller, type SendsPlan, type SendsReport } from "./kill-command.ts";

const PROMISED_WEI = 10n ** 16n;
const SLOTS_OF_A_DAY = 7_200;

export async function killClaims(taken: Taken, plan: SendsPlan): Promise<SendsReport> {
  const world = await startTestNetwork("electra", await setUpTestCircuit(), {
    distributed: { promisedWei: PROMISED_WEI, fundedWei: PROMISED_WEI },
  });
  const folder = mkdtempSync(join(tmpdir(), "pufeth-por-sends-"));
  try {
    const out = join(folder, "rewards");
    const { cumulative } = await publishRewards(world, folder, out);
    const report: SendsReport = { kills: 0, faults: [] };
    const tree = ["--tree", join(out, "cumulative-tree.json")];
    const distributor = ["--distributor", world.protocol.distributor!];
    const claim = ["rewards", "claim", DEV_ACCOUNT_ADDRESS, ...tree, "--rpc", world.network.rpcUrl];
    const all = commandKiller(world.network, taken, plan, report);
    await all("rewards claim", [...claim, ...distributor], (n) => n === 1);
    const paidWei = await world.chain.reader.readContract({
      address: world.protocol.distributor!,
      abi: rewardsDistributorAbi,
      functionName: "paidWei",
    });
    if (paidWei !== BigInt(cumulative!.totalWei))
      report.faults.push(`rewards claim: ${paidWei} wei were paid`);
    return report;
  } finally {
    await world.network.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Of the first spurt, whose report is final. */
async function publishRewards(world: TestNetwork, folder: string, out: string): Promise<RewardsDocument> {
  const { network, protocol, chain } = world;
  const distributor = protocol.distributor!;
  const operators = join(folder, "operators.json");
  // From the joining one on, no deposit has become a validator yet.
  const validators = world.provisions
    .filter(({ keyIndex }) => keyIndex < JOINING_KEY)
    .map(({ keyIndex }) => String(keyIndex));
  writeFileSync(operators, JSON.stringify([{ account: DEV_ACCOUNT_ADDRESS, validators }]));
  const lastSlot = await passSpurtEnd(world, 2);
  const blocks = network.runOnDemand();
  await runCommand(["open", ...beaconArguments(world)], keyOf(network));
  const bundle = await provedBundle(world, lastSlot);
  await runCommand(["submit", bundle, ...chainArguments(world), "--whole"], keyOf(network));
  const declared = [
    "--spurt",
    "1",
    "--from-slot",
    "0",
    "--distributor",
    distributor,
    "--operators",
    operators,
  ];
  const document = await runCommand<RewardsDocument>(
    ["rewards", "build", ...beaconArguments(world), ...declared, "--out", out],
    {},
  );
  await blocks.stop();
  await network.skipSlot(SLOTS_OF_A_DAY);
  await network.produceSlot();
  const { root, totalWei } = document.cumulative!;
  const args = [1n, root, BigInt(totalWei), "https://rewards.example/1"] as const;
  const call = { address: distributor, abi: rewardsDistributorAbi, functionName: "publish", args } as const;
  const after = network.runOnDemand();
  await untilMined(chain, await chain.wallet.writeContract({ ...call, chain: null }));
  await after.stop();
  return document;
}
