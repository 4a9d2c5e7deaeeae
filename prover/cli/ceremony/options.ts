/**
 * The steps of a phase 2 ceremony and their options: ceremony init, contribute, beacon, verify, export.
 * @module
 */
import { Command, InvalidArgumentError, Option } from "commander";
import { PAGE_SIZE_NAMES } from "../../plan/page-sizes.ts";
import type { Terminal } from "../output/terminal.ts";
import type { CeremonyBeaconOptions } from "./run-beacon.ts";
import type { CeremonyContributeOptions } from "./run-contribute.ts";
import type { CeremonyExportOptions } from "./run-export.ts";
import type { CeremonyInitOptions } from "./run-init.ts";
import type { CeremonyVerifyOptions } from "./run-verify.ts";

const FOLDER = "folder of the ceremony";
const PTAU = "powers of tau, prepared for phase 2";
const R1CS = "compiled circuit (default: that of the ceremony's size, in build/)";
const JSON_OPTION = ["--json", "print one JSON object"] as const;
/** About a second of hashing, and the same to verify. */
const DEFAULT_ITERATIONS_EXP = "20";

export function ceremonyCommand(terminal: Terminal): Command {
  const ceremony = new Command("ceremony")
    .description("create keys jointly, so that nobody alone can forge proofs: see CEREMONY.md")
    .addHelpText(
      "after",
      `
Examples:
  pufeth-por ceremony init --size small --ptau powersOfTau28_hez_final_18.ptau --out ceremony
  pufeth-por ceremony contribute ceremony --name "Ada"
  pufeth-por ceremony beacon ceremony --value HEX --source "RANDAO mix of Ethereum mainnet slot N"
  pufeth-por ceremony verify ceremony --ptau powersOfTau28_hez_final_18.ptau
  pufeth-por ceremony export ceremony --ptau powersOfTau28_hez_final_18.ptau --out keys`,
    );
  for (const command of [init, contribute, beacon, verify, exportCommand]) {
    ceremony.addCommand(command(terminal));
  }
  return ceremony;
}

function init(terminal: Terminal): Command {
  return new Command("init")
    .description("start a ceremony: create the key before any contribution")
    .requiredOption("--ptau <file>", PTAU)
    .addOption(new Option("--size <name>", "size of the page circuit").choices(PAGE_SIZE_NAMES))
    .option(
      "--r1cs <file>",
      "compiled circuit, with circuit.json in the same folder (default: that of the size, in build/)",
    )
    .requiredOption("--out <dir>", "folder of the ceremony, new or empty")
    .option("--allow-unknown-ptau", "accept unpublished powers of tau; marks every key insecure")
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      `\nExamples:\n  pufeth-por ceremony init --size small --ptau powersOfTau28_hez_final_18.ptau --out ceremony`,
    )
    .action(async (options: CeremonyInitOptions) => {
      const { runCeremonyInit } = await import("./run-init.ts");
      await runCeremonyInit(options, terminal);
    });
}

function contribute(terminal: Terminal): Command {
  return new Command("contribute")
    .description("add your secret randomness and attest it")
    .argument("<dir>", FOLDER)
    .requiredOption("--name <name>", "your name for the attestation, at most 64 characters")
    .option(
      "--entropy-file <file>",
      "read your randomness from a file (-: standard input), not from the keyboard",
    )
    .option(...JSON_OPTION)
    .addHelpText("after", `\nExamples:\n  pufeth-por ceremony contribute ceremony --name "Ada"`)
    .action(async (folder: string, options: CeremonyContributeOptions) => {
      const { runCeremonyContribute } = await import("./run-contribute.ts");
      await runCeremonyContribute(folder, options, terminal);
    });
}

function beacon(terminal: Terminal): Command {
  return new Command("beacon")
    .description("finalise with a public random value announced before it existed")
    .argument("<dir>", FOLDER)
    .requiredOption("--value <hex>", "32 bytes", parseBeaconValue)
    .option(
      "--iterations-exp <n>",
      "hash the value 2^n times, 10 to 30",
      parseExponent,
      DEFAULT_ITERATIONS_EXP,
    )
    .requiredOption(
      "--source <text>",
      "where the value can be looked up, e.g. the slot whose RANDAO mix it is",
    )
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      `\nExamples:\n  pufeth-por ceremony beacon ceremony --value HEX --source "RANDAO mix of Ethereum mainnet slot N"`,
    )
    .action(async (folder: string, options: CeremonyBeaconOptions) => {
      const { runCeremonyBeacon } = await import("./run-beacon.ts");
      await runCeremonyBeacon(folder, options, terminal);
    });
}

function verify(terminal: Terminal): Command {
  return new Command("verify")
    .description("verify the whole chain from circuit and powers of tau to the last key")
    .argument("<dir>", FOLDER)
    .requiredOption("--ptau <file>", PTAU)
    .option("--r1cs <file>", R1CS)
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      `\nExamples:\n  pufeth-por ceremony verify ceremony --ptau powersOfTau28_hez_final_18.ptau`,
    )
    .action(async (folder: string, options: CeremonyVerifyOptions) => {
      const { runCeremonyVerify } = await import("./run-verify.ts");
      await runCeremonyVerify(folder, options, terminal);
    });
}

function exportCommand(terminal: Terminal): Command {
  return new Command("export")
    .description("verify a finalised ceremony and write its keys and their manifest entry")
    .argument("<dir>", FOLDER)
    .requiredOption("--ptau <file>", PTAU)
    .option("--r1cs <file>", R1CS)
    .requiredOption("--out <dir>", "folder for the keys and their entry in manifest.json")
    .option(...JSON_OPTION)
    .addHelpText(
      "after",
      `\nExamples:\n  pufeth-por ceremony export ceremony --ptau powersOfTau28_hez_final_18.ptau --out keys`,
    )
    .action(async (folder: string, options: CeremonyExportOptions) => {
      const { runCeremonyExport } = await import("./run-export.ts");
      await runCeremonyExport(folder, options, terminal);
    });
}

function parseBeaconValue(text: string): string {
  const digits = text.replace(/^0x/, "").toLowerCase();
  if (!/^[0-9a-f]{64}$/.test(digits)) throw new InvalidArgumentError("It must be 32 bytes in hex.");
  return digits;
}

function parseExponent(text: string): string {
  if (!/^(1[0-9]|2[0-9]|30)$/.test(text))
    throw new InvalidArgumentError("It must be a number from 10 to 30.");
  return text;
}
