/**
 * `register` and its options.
 * @module
 */

import { Command } from "commander";
import { addBeaconOptions } from "../options/beacon-options.ts";
import { addChainOptions, addSendingOptions } from "../options/chain-options.ts";
import { networkOption } from "../options/network-option.ts";
import { parsePositive, parseSlot } from "../options/option-values.ts";
import type { Terminal } from "../output/terminal.ts";
import type { RegisterCommandOptions } from "./run.ts";

export function registerCommand(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const command = new Command("register")
    .description("prove to the registry which provisioned validators exist, so that pages can count them")
    .option("--slot <slot>", "slot number, finalized or head, of the last 27 hours", parseSlot, "finalized")
    .option(
      "--validators-per-transaction <n>",
      "maximum number per transaction (default: 50; with --network as many as the limits of gas and size allow)",
      parsePositive,
    )
    .addOption(
      networkOption("with a PufferSecondOpinion as --oracle, the deployed contracts that it is about: "),
    );
  addBeaconOptions(command, { required: true, readsParts: false });
  addChainOptions(command).addHelpText(
    "after",
    `
Searches the beacon state for every unregistered provision. Those that pay out to one of the protocol's
pods are registered, by anyone; those that do not are named, and never registered. Keys are looked for among all
validators: the beacon node must serve the debug state endpoint.

With --network the registry is brought up to date with a deployed protocol: modules are added, the pairs that it counts are
announced and registered, by rising index, and those that it counts no longer are settled. Who exited since the block
of --slot is shown by the protocol's storage there. The node must serve eth_getProof of that block.

Examples:
  pufeth-por register --rpc http://127.0.0.1:8545 --beacon http://127.0.0.1:5052 --oracle 0x… --dry-run
  pufeth-por register --rpc http://127.0.0.1:8545 --beacon http://127.0.0.1:5052 --oracle 0x… --slot head
  pufeth-por register --network mainnet --rpc http://127.0.0.1:8545 --beacon http://127.0.0.1:5052 --oracle 0x…`,
  );
  return addSendingOptions(command).action(async (options: RegisterCommandOptions) => {
    const { runRegister } = await import("./run.ts");
    await runRegister(options, terminal, environment);
  });
}
