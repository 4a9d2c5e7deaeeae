/**
 * A command that sends, as a process of its own on a real network, killed (SIGKILL) again and again at a moment of what it sends,
 * then run to its end: it sends as much as one that nobody has disturbed, and a further run nothing.
 * @module
 */
import type { Devnet } from "../../../scripts/devnet/start-devnet.ts";
import { chainClients } from "../../support/test-network.ts";
import { type Moment, nameOf, type Taken } from "./cutting-proxy.ts";
import { runOnce } from "./run-once.ts";

export interface SendsPlan {
  /** Where each command is killed, one after the other; those after its end are left out. */
  readonly moments: readonly Moment[];
  readonly tell: (text: string) => void;
}

export interface SendsReport {
  kills: number;
  readonly faults: string[];
}

/** @param sends  whether so many transactions are what an undisturbed run sends. */
export type KillCommand = (
  name: string,
  args: readonly string[],
  sends: (count: number) => boolean,
) => Promise<void>;

/** @param taken  of this network. @param report  to which kills and faults are added. */
export function commandKiller(
  network: Devnet,
  taken: Taken,
  { moments, tell }: SendsPlan,
  report: SendsReport,
): KillCommand {
  const { reader } = chainClients(network);
  const sent = () => reader.getTransactionCount({ address: network.account.address });
  return async (name, args, sends) => {
    const before = await sent();
    const fault = (text: string) => void report.faults.push(`${name}: ${text}`);
    for (const moment of moments) {
      const { isKilled, exitCode, text } = await runOnce(network, taken, args, { moment });
      if (!isKilled && exitCode !== 0) fault(`${nameOf(moment)}: ended with ${exitCode}: ${text}`);
      if (!isKilled) break;
      report.kills += 1;
      tell(`${name}: killed ${nameOf(moment)}`);
    }
    for (const again of [false, true]) {
      const [{ exitCode, text }, had] = [await runOnce(network, taken, args), taken.total];
      if (exitCode !== 0) fault(`ended with ${exitCode}: ${text}`);
      if (again && taken.total !== had) fault("sends more after its end");
    }
    const count = (await sent()) - before;
    tell(`${name}: ${count} transactions`);
    if (!sends(count)) fault(`${count} transactions were mined`);
  };
}
