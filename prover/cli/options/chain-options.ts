/**
 * Options that commands on a chain share, and what commander makes of them.
 * @module
 */
import { type Command, Option } from "commander";
import { DEVELOPMENT_CHAIN_IDS } from "../../chain/client/public-chains.ts";
import { DEFAULT_RPC_TIMEOUT_MS } from "../../chain/constants.ts";
import { headerOption } from "./header-options.ts";
import { parseHttpUrl, parsePositive, parseSeconds } from "./option-values.ts";

/** Of every command that can ask an execution node: `chainClientOf` makes the client of them. */
export interface RpcOptions {
  readonly rpc?: string | undefined;
  readonly rpcHeader?: readonly string[] | undefined;
  readonly rpcTimeout?: number | undefined;
}

/** Of every command that asks a chain. */
export interface ChainOptions extends RpcOptions {
  readonly rpc: string;
  readonly oracle: string;
  readonly json?: boolean;
}

/** Of every command that sends transactions. */
export interface SendingOptions extends ChainOptions {
  readonly keyFile?: string;
  readonly dryRun?: boolean;
}

/** @param oracle  which contracts the command takes. */
export function addChainOptions(
  command: Command,
  oracle = "the ReservesOracle contract, or a PufferSecondOpinion",
): Command {
  return command
    .requiredOption("--rpc <url>", "execution node (JSON-RPC over HTTP)", parseHttpUrl)
    .addOption(headerOption("rpc"))
    .addOption(rpcTimeoutOption())
    .requiredOption("--oracle <address>", oracle);
}

const DEFAULT_RPC_TIMEOUT_S = DEFAULT_RPC_TIMEOUT_MS / 1000;

/** @param seconds  where the command has less patience than others. */
export function rpcTimeoutOption(seconds: number = DEFAULT_RPC_TIMEOUT_S): Option {
  return new Option(
    "--rpc-timeout <seconds>",
    "for one answer of the execution node; it is asked three times",
  )
    .argParser(parseSeconds)
    .default(seconds);
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

const USUAL = new Intl.ListFormat("en-GB").format(DEVELOPMENT_CHAIN_IDS.map(String));

export function developmentChainOption(): Option {
  return new Option(
    "--development-chain <id>",
    `chain that a bundle of insecure development keys may be sent to, besides ${USUAL}; never a public one`,
  ).argParser(parsePositive);
}

export function partsPerTransactionOption(): Option {
  return new Option(
    "--parts-per-transaction <n>",
    "maximum number of sources and deposits per transaction (default: as many as the limits of gas and size allow)",
  ).argParser(parsePositive);
}

export function pagesPerTransactionOption(): Option {
  return new Option(
    "--pages-per-transaction <n>",
    "maximum number per transaction, where the registry keeps its chain at the end of one of them (default: as many " +
      "as the limits of gas and size allow)",
  ).argParser(parsePositive);
}
