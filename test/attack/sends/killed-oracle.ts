/** What brings a spurt to an oracle of our own, killed while it sends: the registration, the block, the pages, the report. @module */
import { provedBundle } from "../../support/proved-bundle.ts";
import {
  beaconArguments,
  chainArguments,
  passSpurtEnd,
  readFirstReport,
  type TestNetwork,
} from "../../support/test-network.ts";
import type { Taken } from "./cutting-proxy.ts";
import { commandKiller, type SendsPlan, type SendsReport } from "./kill-command.ts";

export interface OraclePlan extends SendsPlan {
  /** So many at once, where it matters how many transactions there are. */
  readonly atOnce?: { readonly validators: number; readonly parts: number };
}

/** @param world  where nothing is registered. */
export async function killOracle(world: TestNetwork, taken: Taken, plan: OraclePlan): Promise<SendsReport> {
  const report: SendsReport = { kills: 0, faults: [] };
  const all = commandKiller(world.network, taken, plan, report);
  const { atOnce } = plan;
  const validators = ["--validators-per-transaction", String(atOnce?.validators ?? 50)];
  const parts = atOnce === undefined ? [] : ["--parts-per-transaction", String(atOnce.parts)];
  const slot = ["--slot", String(world.network.head().slot - 1)];
  const registers = Math.ceil(9 / (atOnce?.validators ?? 50));
  await all(
    "register",
    ["register", ...beaconArguments(world), ...slot, ...validators],
    (n) => n === registers,
  );
  const lastSlot = await passSpurtEnd(world, 2);
  await all("open", ["open", ...beaconArguments(world)], (n) => n === 1);
  const bundle = await provedBundle(world, lastSlot);
  const pages = ["--pages-per-transaction", "1"];
  // A transaction ends where one that registered did.
  await all("submit", ["submit", bundle, ...chainArguments(world), ...pages], (n) => n === (atOnce ? 2 : 1));
  await all("finalize", ["finalize", bundle, ...chainArguments(world), ...parts], (n) =>
    atOnce ? n > 2 : n === 1,
  );
  if ((await readFirstReport(world)).reservesWei === 0n) report.faults.push("there is no report");
  return report;
}
