/**
 * `status` and its options.
 * @module
 */

import { Command } from "commander";
import { addChainOptions } from "../options/chain-options.ts";
import { parseSpurtOrLatest } from "../options/option-values.ts";
import type { Terminal } from "../output/terminal.ts";
import type { StatusCommandOptions } from "./run.ts";

export function statusCommand(terminal: Terminal): Command {
  const command = new Command("status")
    .description("what is open, what is missing, until when, and which rate is in effect")
    .option("--spurt <number>", "this spurt only; else the latest ones", parseSpurtOrLatest);
  addChainOptions(command)
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
Examples:
  pufeth-por status --rpc http://127.0.0.1:8545 --oracle 0x…
  pufeth-por status --rpc http://127.0.0.1:8545 --oracle 0x… --spurt 12 --json`,
    );
  return command.action(async (options: StatusCommandOptions) => {
    const { runStatus } = await import("./run.ts");
    await runStatus(options, terminal);
  });
}
