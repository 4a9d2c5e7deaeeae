/**
 * The commands and their options. The code of each command is loaded only when it runs, so `--help` and usage errors
 * need not load the libraries of the stages.
 * @module
 */
import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { auditCommand } from "./audit/options.ts";
import { ceremonyCommand } from "./ceremony/options.ts";
import { configCommand } from "./config/options.ts";
import { consolidationsCommand } from "./consolidations/options.ts";
import { discoverCommand } from "./discover/options.ts";
import { doctorCommand } from "./doctor/options.ts";
import { ejectCommand } from "./eject/options.ts";
import { finalizeCommand } from "./finalize/options.ts";
import { LOG_FORMATS, LOG_LEVELS } from "./log/log.ts";
import { completeManual } from "./manual/complete-manual.ts";
import { openCommand } from "./open/options.ts";
import type { Terminal } from "./output/terminal.ts";
import { planCommand } from "./plan/options.ts";
import { proveCommand } from "./prove/options.ts";
import { recordCommand } from "./record/options.ts";
import { registerCommand } from "./register/options.ts";
import { reportCommand } from "./report/options.ts";
import { rewardsCommand } from "./rewards/options.ts";
import { allCommands } from "./settings/use-settings.ts";
import { setupCommand } from "./setup/options.ts";
import { statusCommand } from "./status/options.ts";
import { submitCommand } from "./submit/options.ts";
import { verifyCommand } from "./verify/options.ts";
import { workerCommand } from "./worker/options.ts";

const EXAMPLES = `
Examples:
  pufeth-por prove --state state.ssz --header header.json --registry registry.json --out bundle
  pufeth-por prove --beacon http://127.0.0.1:5052 --slot finalized --registry registry.json --out bundle
  pufeth-por prove --network mainnet --beacon http://127.0.0.1:5052 --rpc http://127.0.0.1:8545 --out bundle
  pufeth-por verify bundle --json
  pufeth-por audit bundle --beacon http://127.0.0.1:5052 --rpc http://127.0.0.1:8545 --oracle 0x…
  pufeth-por report bundle --out .

Keys from the manifest of the release; or insecure ones for tests:
  pufeth-por setup --size standard --from https://keys.example/2026 --manifest keys/manifest.json
  pufeth-por setup --dev

A spurt on chain, from its end to its rate (each with --rpc URL --oracle ADDRESS, and --dry-run to simulate):
  pufeth-por status
  pufeth-por register --beacon URL
  pufeth-por consolidations --beacon URL
  pufeth-por open --beacon URL
  pufeth-por prove --beacon URL --spurt 12 --out bundle
  pufeth-por submit bundle
  pufeth-por finalize bundle
Or all steps, at the end of every spurt:
  pufeth-por prove --watch --do open,prove,submit,finalize --beacon URL --rpc URL --oracle ADDRESS --out bundles`;

/**
 * @param environment  of the process that a user started: keys and folders are looked up there.
 * @returns A program that throws CommanderError instead of leaving the process.
 */
export function createProgram(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const program = new Command("pufeth-por")
    .description("Zero-knowledge proof of the ETH that backs pufETH.")
    .version(packageVersion(), "--version")
    .option("--debug", "print stack traces of failures (also with DEBUG in the environment)")
    .option(
      "--config <file>",
      "config file, YAML or JSON (default: the first pufeth-por.config.* from here upwards)",
    )
    .option("--no-config", "ignore config files")
    .addOption(
      new Option("--log-format <format>", "format of progress and failures on stderr")
        .choices(LOG_FORMATS)
        .default("text"),
    )
    .addOption(new Option("--log-level <level>", "minimum level to log").choices(LOG_LEVELS).default("info"))
    .addHelpText("after", EXAMPLES)
    .exitOverride()
    // Usage errors are printed once, by the caller.
    .configureOutput({ writeOut: (text) => terminal.out(text.trimEnd()), writeErr: () => {} });

  program.addCommand(doctorCommand(terminal));
  program.addCommand(recordCommand(terminal));
  program.addCommand(setupCommand(terminal));
  program.addCommand(discoverCommand(terminal, environment));
  program.addCommand(planCommand(terminal, environment));
  program.addCommand(proveCommand(terminal, environment));
  program.addCommand(workerCommand(terminal));
  program.addCommand(verifyCommand(terminal));
  program.addCommand(auditCommand(terminal, environment));
  program.addCommand(reportCommand(terminal));
  program.addCommand(registerCommand(terminal, environment));
  program.addCommand(consolidationsCommand(terminal, environment));
  program.addCommand(openCommand(terminal, environment));
  program.addCommand(submitCommand(terminal, environment));
  program.addCommand(finalizeCommand(terminal, environment));
  program.addCommand(statusCommand(terminal));
  program.addCommand(ejectCommand(terminal, environment));
  program.addCommand(rewardsCommand(terminal, environment));
  program.addCommand(ceremonyCommand(terminal));
  program.addCommand(configCommand(terminal));
  for (const command of allCommands(program)) {
    if (command !== program) command.copyInheritedSettings(program);
  }
  completeManual(program);
  return program;
}

function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
