/**
 * The commands and their options. What each does stands in its own file.
 * @module
 */
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { addProveCommand } from "./prove-command.ts";
import { addSubmitCommand } from "./submit-command.ts";
import type { Terminal } from "./terminal.ts";
import { addVerifyCommand } from "./verify-command.ts";

const EXAMPLES = `
Examples:
  pufeth-por prove --state state.ssz --header header.json --registry registry.json --out bundle
  pufeth-por prove --beacon http://127.0.0.1:5052 --slot finalized --registry registry.json --out bundle
  pufeth-por verify bundle --json
  pufeth-por submit bundle --rpc http://127.0.0.1:8545 --oracle 0x…

Exit codes: 0 done, 1 a check failed (invalid proof, wrong root), 2 bad usage or bad input.`;

/** @returns A program that throws CommanderError instead of leaving the process. */
export function createProgram(terminal: Terminal): Command {
  const program = new Command("pufeth-por")
    .description("Zero-knowledge proof of the ETH that backs pufETH.")
    .version(packageVersion(), "--version")
    .option("--debug", "print stack traces of failures (also with DEBUG in the environment)")
    .addHelpText("after", EXAMPLES)
    .showSuggestionAfterError(true)
    .exitOverride()
    // Usage errors are printed once, by the one who catches them.
    .configureOutput({ writeOut: (text) => terminal.out(text.trimEnd()), writeErr: () => {} });
  addProveCommand(program, terminal);
  addVerifyCommand(program, terminal);
  addSubmitCommand(program, terminal);
  return program;
}

function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
