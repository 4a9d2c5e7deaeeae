/** What brings a spurt to a second opinion on contracts that others deployed, killed while it sends. @module */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "../../../scripts/run-command.ts";
import { type PufferNetworkWorld, startPufferNetwork } from "../../support/puffer-network.ts";
import { keyOf, setUpTestCircuit } from "../../support/test-network.ts";
import type { Taken } from "./cutting-proxy.ts";
import { commandKiller, type SendsPlan, type SendsReport } from "./kill-command.ts";

const SPURT_END_SLOT = 16;

export async function killOpinion(taken: Taken, plan: SendsPlan): Promise<SendsReport> {
  const verifierName = await setUpTestCircuit();
  const puffer = await startPufferNetwork({ opinion: { verifierName, spurtEndSlot: SPURT_END_SLOT } });
  const folder = mkdtempSync(join(tmpdir(), "pufeth-por-sends-"));
  try {
    return await kill(puffer, join(folder, "bundle"), taken, plan);
  } finally {
    await puffer.network.stop();
    rmSync(folder, { recursive: true });
  }
}

async function kill(
  { network, file, opinion }: PufferNetworkWorld,
  bundle: string,
  taken: Taken,
  plan: SendsPlan,
): Promise<SendsReport> {
  const report: SendsReport = { kills: 0, faults: [] };
  const all = commandKiller(network, taken, plan, report);
  const chain = ["--rpc", network.rpcUrl, "--oracle", opinion!.opinion];
  const nodes = [...chain, "--beacon", network.beaconUrl];
  const slot = ["--slot", String(network.head().slot - 1)];
  const fewPairs = ["--validators-per-transaction", "2"];
  // Two modules, six pairs with a validator, two without one.
  await all(
    "register --network",
    ["register", ...nodes, "--network", file, ...slot, ...fewPairs],
    (n) => n === 6,
  );
  while (network.head().slot <= SPURT_END_SLOT) await network.produceSlot();
  await all("open (second opinion)", ["open", ...nodes], (n) => n === 1);
  const proof = ["--network", file, "--spurt", "1", "--size", "test", "--out", bundle];
  await runCommand(["prove", ...nodes, ...proof], keyOf(network));
  await all("submit (second opinion)", ["submit", bundle, ...chain], (n) => n === 1);
  const fewParts = ["--parts-per-transaction", "1"];
  await all("finalize (second opinion)", ["finalize", bundle, ...chain, ...fewParts], (n) => n > 2);
  return report;
}
