/**
 * Commands that send, as processes of their own on a real network, each killed (SIGKILL) again and again at a moment of what it
 * sends, then run to its end: it sends as much as one that nobody has disturbed, and what it leaves is the same.
 * @module
 */
import { provedBundle } from "../../support/proved-bundle.ts";
import {
  beaconArguments,
  chainArguments,
  passSpurtEnd,
  readFirstReport,
  type TestNetwork,
} from "../../support/test-network.ts";
import { type Moment, nameOf, type Taken } from "./cutting-proxy.ts";
import { runOnce } from "./run-once.ts";

export interface SendsPlan {
  /** Where each command is killed, one after the other; those after its end are left out. */
  readonly moments: readonly Moment[];
  /** So many at once, where it matters how many transactions there are. */
  readonly atOnce?: { readonly validators: number; readonly parts: number };
  readonly tell: (text: string) => void;
}

export interface SendsReport {
  kills: number;
  readonly faults: string[];
}

/** @param world  where nothing is registered. */
export async function killSends(
  world: TestNetwork,
  taken: Taken,
  { moments, atOnce, tell }: SendsPlan,
): Promise<SendsReport> {
  const report: SendsReport = { kills: 0, faults: [] };
  const { network } = world;
  const validators = ["--validators-per-transaction", String(atOnce?.validators ?? 50)];
  const parts = atOnce === undefined ? [] : ["--parts-per-transaction", String(atOnce.parts)];
  const slot = ["--slot", String(network.head().slot - 1)];
  const all = async (name: string, args: readonly string[], sends: (count: number) => boolean) => {
    const before = await sentBy(world);
    const fault = (text: string) => void report.faults.push(`${name}: ${text}`);
    for (const moment of moments) {
      const { isKilled, exitCode, text } = await runOnce(world, taken, args, { moment });
      if (!isKilled && exitCode !== 0) fault(`${nameOf(moment)}: ended with ${exitCode}: ${text}`);
      if (!isKilled) break;
      report.kills += 1;
      tell(`${name}: killed ${nameOf(moment)}`);
    }
    for (const again of [false, true]) {
      const [{ exitCode, text }, had] = [await runOnce(world, taken, args), taken.total];
      if (exitCode !== 0) fault(`ended with ${exitCode}: ${text}`);
      if (again && taken.total !== had) fault("sends more after its end");
    }
    const count = (await sentBy(world)) - before;
    tell(`${name}: ${count} transactions`);
    if (!sends(count)) fault(`${count} transactions were mined`);
  };
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

async function sentBy({ chain, network }: TestNetwork): Promise<number> {
  return chain.reader.getTransactionCount({ address: network.account.address });
}
