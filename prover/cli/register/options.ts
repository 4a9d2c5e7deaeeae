/**
 * `register` and its options.
 * @module
 */

import { Command } from "commander";
import { addBeaconOptions } from "../options/beacon-options.ts";
import { addChainOptions, addSendingOptions } from "../options/chain-options.ts";
import { parsePositive, parseSlot } from "../options/option-values.ts";
import type { Terminal } from "../output/terminal.ts";
import type { RegisterCommandOptions } from "./run.ts";

/** A registration takes about 150,000 gas. */
const REGISTRATIONS_PER_TRANSACTION = 50;

export function registerCommand(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const command = new Command("register")
    .description("prove to the registry which provisioned validators exist, so that pages can count them")
    .option("--slot <slot>", "slot number, finalized or head, of the last 27 hours", parseSlot, "finalized")
    .option(
      "--validators-per-transaction <n>",
      "maximum number per transaction",
      parsePositive,
      REGISTRATIONS_PER_TRANSACTION,
    );
  addBeaconOptions(command, { required: true, readsParts: false });
  addChainOptions(command).addHelpText(
    "after",
    `
Searches the beacon state for every unregistered provision. Those that pay out to one of the protocol's
pods are registered, by anyone; those that do not are named, and never registered. Keys are looked for among all
validators: the beacon node must serve the debug state endpoint.

Examples:
  pufeth-por register --rpc http://127.0.0.1:8545 --beacon http://127.0.0.1:5052 --oracle 0x… --dry-run
  pufeth-por register --rpc http://127.0.0.1:8545 --beacon http://127.0.0.1:5052 --oracle 0x… --slot head`,
  );
  return addSendingOptions(command).action(async (options: RegisterCommandOptions) => {
    const { runRegister } = await import("./run.ts");
    await runRegister(options, terminal, environment);
  });
}
