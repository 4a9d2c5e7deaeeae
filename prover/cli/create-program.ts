/**
 * The commands and their options. What each does stands in its own file, loaded only when it runs: the stages bring
 * megabytes of libraries, which a wrong option or `--help` need not wait for.
 * @module
 */
import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { PAGE_SIZE_NAMES } from "../plan/page-sizes.ts";
import { auditCommand } from "./audit-options.ts";
import { addBeaconOptions } from "./beacon-options.ts";
import { ceremonyCommand } from "./ceremony-commands.ts";
import { chainCommands } from "./chain-commands.ts";
import { configCommand } from "./config-options.ts";
import { doctorCommand } from "./doctor-options.ts";
import { LOG_FORMATS, LOG_LEVELS } from "./log/log.ts";
import { completeManual } from "./manual/complete-manual.ts";
import { parseHttpUrl, parseSlot, parseSpurtNumber } from "./option-values.ts";
import type { RawProveOptions } from "./prove-options.ts";
import { addProvingOptions } from "./proving-options.ts";
import { reportCommand } from "./report-options.ts";
import { exclusive } from "./settings/exclusive.ts";
import { setupCommand } from "./setup-options.ts";
import type { Terminal } from "./terminal.ts";
import { addTrustOptions } from "./trusted-keys.ts";
import type { VerifyCommandOptions } from "./verify-command.ts";

const EXAMPLES = `
Examples:
  pufeth-por prove --state state.ssz --header header.json --registry registry.json --out bundle
  pufeth-por prove --beacon http://127.0.0.1:5052 --slot finalized --registry registry.json --out bundle
  pufeth-por verify bundle --json
  pufeth-por audit bundle --beacon http://127.0.0.1:5052 --rpc http://127.0.0.1:8545 --oracle 0x…
  pufeth-por report bundle --out .

Keys, by the manifest of the release; or insecure ones, for tests:
  pufeth-por setup --size standard --from https://keys.example/2026 --manifest keys/manifest.json
  pufeth-por setup --dev

A spurt on chain, from its end to its rate (each with --rpc URL --oracle ADDRESS, and --dry-run to try it):
  pufeth-por status
  pufeth-por register --beacon URL
  pufeth-por open --beacon URL
  pufeth-por prove --beacon URL --spurt 12 --out bundle
  pufeth-por submit bundle
  pufeth-por finalize bundle`;

/** @returns A program that throws CommanderError instead of leaving the process. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command("pufeth-por")
    .description("Zero-knowledge proof of the ETH that backs pufETH.")
    .version(packageVersion(), "--version")
    .option("--debug", "print stack traces of failures (also with DEBUG in the environment)")
    .option("--config <file>", "settings, YAML or JSON; else the first pufeth-por.config.* from here upwards")
    .option("--no-config", "no config file, wherever one lies")
    .addOption(
      new Option("--log-format <format>", "how progress and failures are told on stderr")
        .choices(LOG_FORMATS)
        .default("text"),
    )
    .addOption(
      new Option("--log-level <level>", "what is told: this and what is graver")
        .choices(LOG_LEVELS)
        .default("info"),
    )
    .addHelpText("after", EXAMPLES)
    .exitOverride()
    // Usage errors are printed once, by the one who catches them.
    .configureOutput({ writeOut: (text) => terminal.out(text.trimEnd()), writeErr: () => {} });

  program.addCommand(doctorCommand(terminal).copyInheritedSettings(program));
  program.addCommand(setupCommand(terminal).copyInheritedSettings(program));

  const prove = program
    .command("prove")
    .description("prove the ETH of all validators of a registry at one beacon block")
    .option("--state <file>", "beacon state, SSZ")
    .option("--header <file>", "its block header, JSON")
    .option("--fork <name>", "deneb, electra or fulu; needed where the state file cannot tell")
    .option("--slot <slot>", "with --beacon: slot number, finalized or head", parseSlot)
    .option(
      "--spurt <n>",
      "instead of --slot: the last block of this spurt, once it is open",
      parseSpurtNumber,
    )
    .option("--continue", "with --spurt: only the validators after those that the oracle has accepted")
    .option(
      "--registry <file>",
      'JSON: [{"index": "12", "principalGwei": "32000000000"}, …]; else the oracle\'s registry is read',
    )
    .requiredOption("--out <dir>", "folder to write the bundle to")
    .addOption(new Option("--size <name>", "size of the circuit").choices(PAGE_SIZE_NAMES).default("small"))
    .option("--manifest <file>", "key manifest that you trust; the key proved with must be in it")
    .option("--rpc <url>", "execution node, to include sources, waiting deposits and supply", parseHttpUrl)
    .option("--oracle <address>", "ReservesOracle that names the sources, the registry and the token")
    .option("--resume", "go on with a run that was ended: the pages that it finished are not proved again")
    .option("--json", "print one JSON object")
    .action(async (options: RawProveOptions) => {
      const { proveCommand } = await import("./prove-command.ts");
      await proveCommand(options, terminal);
    });
  addProvingOptions(prove);
  exclusive(prove, {
    "--beacon": ["--state", "--header", "--fork"],
    "--slot": ["--spurt", "--state", "--header"],
  });

  prove.addHelpText(
    "after",
    `
The state is a file with its header, or comes from a beacon node; every root in it is checked. With --rpc and --oracle
the oracle's sources, liabilities, waiting deposits and supply are proved at the same block, and the registry is read
from the chain; without them the validators of a registry file alone are proved. Each proof is verified before it
counts, and finished pages are kept: --resume goes on where a run was ended.

Examples:
  pufeth-por prove --beacon http://127.0.0.1:5052 --spurt 12 --rpc http://127.0.0.1:8545 --oracle 0x… --out bundle
  pufeth-por prove --beacon http://127.0.0.1:5052 --slot finalized --registry registry.json --out bundle
  pufeth-por prove --state state.ssz --header header.json --registry registry.json --size test --out bundle --json`,
  );

  addBeaconOptions(prove, { required: false, readsParts: true });

  const verify = program
    .command("verify")
    .description("check a bundle: proofs, page chain, SSZ branches, block root, sources, waiting deposits")
    .argument("<dir>", "folder that `prove --out` wrote");
  addTrustOptions(verify)
    .option("--rpc <url>", "execution node, to compare the bundle's key with the oracle's", parseHttpUrl)
    .option("--oracle <address>", "the ReservesOracle contract")
    .option("--json", "print one JSON object")
    .action(async (folder: string, options: VerifyCommandOptions) => {
      const { verifyCommand } = await import("./verify-command.ts");
      await verifyCommand(folder, options, terminal);
    });
  verify.addHelpText(
    "after",
    `
Nothing is asked of a network, unless --rpc and --oracle are given. What is printed was computed from the files of the
bundle, and is as good as the key that it was proved with: name the one that you trust.

Examples:
  pufeth-por verify bundle --manifest keys/manifest.json
  pufeth-por verify bundle --rpc http://127.0.0.1:8545 --oracle 0x… --json`,
  );

  program.addCommand(auditCommand(terminal).copyInheritedSettings(program));
  program.addCommand(reportCommand(terminal).copyInheritedSettings(program));
  for (const command of chainCommands(terminal)) program.addCommand(command.copyInheritedSettings(program));
  const ceremony = ceremonyCommand(terminal).copyInheritedSettings(program);
  for (const command of ceremony.commands) command.copyInheritedSettings(program);
  program.addCommand(ceremony);
  program.addCommand(configCommand(terminal).copyInheritedSettings(program));
  completeManual(program);
  return program;
}

function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
