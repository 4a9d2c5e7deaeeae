/**
 * `config` and its options.
 * @module
 */
import { Command } from "commander";
import type { Terminal } from "../output/terminal.ts";
import { settingsOf } from "../settings/use-settings.ts";

export interface ConfigCommandOptions {
  readonly json?: boolean;
}

export function configCommand(terminal: Terminal): Command {
  return new Command("config")
    .description("show and check the settings: the config file used and the origin of each value")
    .argument("[command...]", "only this command, e.g. prove, or ceremony init")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
Examples:
  pufeth-por config
  pufeth-por config prove --config mainnet.yaml
  PUFETH_POR_RPC=http://127.0.0.1:8545 pufeth-por config status --json`,
    )
    .action(async (names: string[], options: ConfigCommandOptions, command: Command) => {
      const { runConfig } = await import("./run.ts");
      runConfig(names, options, settingsOf(command), terminal);
    });
}
