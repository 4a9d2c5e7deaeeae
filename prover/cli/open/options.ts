/**
 * `open` and its options.
 * @module
 */

import { Command } from "commander";
import { addBeaconOptions } from "../options/beacon-options.ts";
import { addChainOptions, addSendingOptions } from "../options/chain-options.ts";
import { parseSpurtOrLatest } from "../options/option-values.ts";
import type { Terminal } from "../output/terminal.ts";
import type { OpenCommandOptions } from "./run.ts";

export function openCommand(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const command = new Command("open")
    .description("fix the beacon block and the registry of a spurt")
    .option("--spurt <number>", "number of an ended spurt, or latest", parseSpurtOrLatest, "latest");
  addBeaconOptions(command, { required: true, readsParts: true });
  addChainOptions(command).addHelpText(
    "after",
    `
The block is the last one at or before the spurt's end. It is found by the time of its slot, shown to the chain by
EIP-4788, which remembers it for about 27 hours, and after that by a branch from a newer state, which is read then only.
Anyone may open a spurt; one that is open already is left alone.

Examples:
  pufeth-por open --rpc http://127.0.0.1:8545 --beacon http://127.0.0.1:5052 --oracle 0x… --dry-run
  pufeth-por open --rpc http://127.0.0.1:8545 --beacon http://127.0.0.1:5052 --oracle 0x… --spurt 12`,
  );
  return addSendingOptions(command).action(async (options: OpenCommandOptions) => {
    const { runOpen } = await import("./run.ts");
    await runOpen(options, terminal, environment);
  });
}
