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
    .description("show open spurts, missing pages, deadlines and the rate in effect")
    .option("--spurt <number>", "only this spurt (default: the latest ones)", parseSpurtOrLatest);
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
