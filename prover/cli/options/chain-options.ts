/**
 * Options that commands on a chain share, and what commander makes of them.
 * @module
 */
import { type Command, InvalidArgumentError, Option } from "commander";
import { parseHttpUrl } from "./option-values.ts";

/** Of every command that asks a chain. */
export interface ChainOptions {
  readonly rpc: string;
  readonly oracle: string;
  readonly json?: boolean;
}

/** Of every command that sends transactions. */
export interface SendingOptions extends ChainOptions {
  readonly keyFile?: string;
  readonly dryRun?: boolean;
}

/** Blocks hold 36 million gas and more; 32 pages take about 2.5 million. */
const PAGES_PER_TRANSACTION = 32;

export type SpurtChoice = bigint | "latest";

export function addChainOptions(command: Command): Command {
  return command
    .requiredOption("--rpc <url>", "execution node (JSON-RPC over HTTP)", parseHttpUrl)
    .requiredOption("--oracle <address>", "the ReservesOracle contract");
}

export function addSendingOptions(command: Command): Command {
  return command
    .addOption(keyFileOption())
    .option("--dry-run", "simulate as the sender and print the gas; send nothing")
    .option("--json", "print one JSON object");
}

export function keyFileOption(): Option {
  return new Option(
    "--key-file <file>",
    "file with the sender's private key (default: PUFETH_POR_PRIVATE_KEY, or an unlocked account of the node)",
  );
}

export function pagesPerTransactionOption(): Option {
  return new Option("--pages-per-transaction <n>", "maximum number per transaction")
    .argParser(parsePositive)
    .default(PAGES_PER_TRANSACTION);
}

/** The number of a spurt, or `latest`: the last one that has ended. */
export function parseSpurt(text: string): SpurtChoice {
  if (text === "latest") return text;
  if (!/^[1-9][0-9]{0,11}$/.test(text)) {
    throw new InvalidArgumentError("It must be the number of a spurt, from 1, or latest.");
  }
  return BigInt(text);
}

/** A count of pages or validators, or the number of a page. */
export function parsePositive(text: string): number {
  if (!/^[1-9][0-9]{0,6}$/.test(text)) throw new InvalidArgumentError("It must be a whole number from 1.");
  return Number(text);
}
