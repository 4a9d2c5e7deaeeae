/**
 * The commands and their options. What each does stands in its own file, loaded only when it runs: the stages bring
 * megabytes of libraries, which a wrong option or `--help` need not wait for.
 * @module
 */
import { readFileSync } from "node:fs";
import { Command, Option } from "commander";
import { PAGE_SIZE_NAMES } from "../plan/page-sizes.ts";
import { ceremonyCommand } from "./ceremony-commands.ts";
import { chainCommands } from "./chain-commands.ts";
import { doctorCommand } from "./doctor-options.ts";
import { parseHttpUrl } from "./option-values.ts";
import { planCommand } from "./plan-options.ts";
import type { RawProveOptions } from "./prove-options.ts";
import { addProvingOptions } from "./proving-options.ts";
import { setupCommand } from "./setup-options.ts";
import { addSourceOptions } from "./source-options.ts";
import type { Terminal } from "./terminal.ts";
import { addTrustOptions } from "./trusted-keys.ts";
import type { VerifyCommandOptions } from "./verify-command.ts";

const EXAMPLES = `
Examples:
  pufeth-por prove --state state.ssz --header header.json --registry registry.json --out bundle
  pufeth-por prove --beacon http://127.0.0.1:5052 --slot finalized --registry registry.json --out bundle
  pufeth-por verify bundle --json

Keys, by the manifest of the release; or insecure ones, for tests:
  pufeth-por setup --size standard --from https://keys.example/2026 --manifest keys/manifest.json
  pufeth-por setup --dev

A spurt on chain, from its end to its rate (each with --rpc URL --oracle ADDRESS, and --dry-run to try it):
  pufeth-por status
  pufeth-por register --beacon URL
  pufeth-por open --beacon URL
  pufeth-por prove --beacon URL --spurt 12 --out bundle
  pufeth-por submit bundle
  pufeth-por finalize bundle

Exit codes: 0 done, 1 a check failed (invalid proof, wrong root), 2 bad usage or bad input, 130 and 143 ended by
Ctrl-C or SIGTERM.`;

/** @returns A program that throws CommanderError instead of leaving the process. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command("pufeth-por")
    .description("Zero-knowledge proof of the ETH that backs pufETH.")
    .version(packageVersion(), "--version")
    .option("--debug", "print stack traces of failures (also with DEBUG in the environment)")
    .addHelpText("after", EXAMPLES)
    .exitOverride()
    // Usage errors are printed once, by the one who catches them.
    .configureOutput({ writeOut: (text) => terminal.out(text.trimEnd()), writeErr: () => {} });

  const prove = program
    .command("prove")
    .description("prove the ETH of all validators of a registry at one beacon block");
  addSourceOptions(prove)
    .requiredOption("--out <dir>", "folder to write the bundle to")
    .addOption(
      new Option(
        "--size <name>",
        "size of the circuit; auto: of those with keys here, the one `plan` recommends",
      )
        .choices([...PAGE_SIZE_NAMES, "auto"])
        .default("small"),
    )
    .option("--manifest <file>", "key manifest that you trust; the key proved with must be in it")
    .option("--resume", "go on with a run that was ended: the pages that it finished are not proved again")
    .option("--json", "print one JSON object")
    .action(async (options: RawProveOptions) => {
      const { proveCommand } = await import("./prove-command.ts");
      await proveCommand(options, terminal);
    });
  addProvingOptions(prove);

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

  program.addCommand(planCommand(terminal).copyInheritedSettings(program));
  program.addCommand(doctorCommand(terminal).copyInheritedSettings(program));
  program.addCommand(setupCommand(terminal).copyInheritedSettings(program));
  for (const command of chainCommands(terminal)) program.addCommand(command.copyInheritedSettings(program));
  const ceremony = ceremonyCommand(terminal).copyInheritedSettings(program);
  for (const command of ceremony.commands) command.copyInheritedSettings(program);
  program.addCommand(ceremony);
  return program;
}

function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
