/**
 * Options that say which state and which registry: the same for every command that reads both.
 * @module
 */
import { type Command, Option } from "commander";
import { SUPPORTED_FORKS } from "../../state/constants.ts";
import { exclusive } from "../settings/exclusive.ts";
import { addBeaconOptions } from "./beacon-options.ts";
import { rpcTimeoutOption } from "./chain-options.ts";
import { headerOption } from "./header-options.ts";
import { parseHttpUrl, parseSlot, parseSpurt } from "./option-values.ts";

/** For commands that prove what they read. */
export function continueOption(): Option {
  return new Option("--continue", "with --spurt: only the validators that the oracle has not accepted yet");
}

export function addSourceOptions(command: Command): Command {
  command
    .option("--state <file>", "beacon state, SSZ")
    .option("--header <file>", "its block header, JSON")
    .option("--fork <name>", `${SUPPORTED_FORKS.join(", ")}; required if the state file does not show it`)
    .option("--slot <slot>", "with --beacon: slot number, finalized or head", parseSlot)
    .option("--spurt <n>", "instead of --slot: the last block of this open spurt", parseSpurt)
    .option(
      "--registry <file>",
      'JSON: [{"index": "12", "principalGwei": "32000000000"}, …]; default: the oracle\'s registry',
    )
    .option("--rpc <url>", "execution node, to include sources, waiting deposits and supply", parseHttpUrl)
    .addOption(headerOption("rpc"))
    .addOption(rpcTimeoutOption())
    .option("--oracle <address>", "ReservesOracle that names the sources, the registry and the token");
  addBeaconOptions(command, { required: false, readsParts: true });
  return exclusive(command, {
    "--beacon": ["--state", "--header", "--fork"],
    "--slot": ["--spurt", "--state", "--header"],
  });
}
