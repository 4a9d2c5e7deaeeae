/**
 * `discover` and its options.
 * @module
 */
import { Command } from "commander";
import { SUPPORTED_FORKS } from "../../state/constants.ts";
import { addBeaconOptions } from "../options/beacon-options.ts";
import { rpcTimeoutOption } from "../options/chain-options.ts";
import { headerOption } from "../options/header-options.ts";
import { networkOption } from "../options/network-option.ts";
import { parseHttpUrl, parseSlot } from "../options/option-values.ts";
import type { Terminal } from "../output/terminal.ts";
import { exclusive } from "../settings/exclusive.ts";
import type { DiscoverOptions } from "./run.ts";

export function discoverCommand(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const command = new Command("discover")
    .description(
      "find the validators of a deployed protocol in its own storage, and say whom it cannot place",
    )
    .addOption(networkOption("the deployed contracts: ").makeOptionMandatory())
    .requiredOption("--rpc <url>", "execution node (JSON-RPC over HTTP); only read", parseHttpUrl)
    .addOption(headerOption("rpc"))
    .addOption(rpcTimeoutOption())
    .option("--state <file>", "beacon state, SSZ, instead of --beacon")
    .option("--header <file>", "its block header, JSON")
    .option("--fork <name>", `${SUPPORTED_FORKS.join(", ")}; required if the state file does not show it`)
    .option("--slot <slot>", "with --beacon: slot number, finalized or head (default: finalized)", parseSlot);
  addBeaconOptions(command, { required: false, readsParts: false });
  return exclusive(command, {
    "--beacon": ["--state", "--header", "--fork"],
    "--slot": ["--state", "--header"],
  })
    .requiredOption(
      "--out <dir>",
      "folder for registry.json, operators.json and evidence.json; files of that name are replaced",
    )
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
Every position of every module is read with a storage proof at one block. As many ACTIVE validators as the oracle counts are all
of them. Who operates each is read with it. Nothing is sent. What was fetched is kept until the end: the same command goes on where it was ended.

Examples:
  pufeth-por discover --network mainnet --beacon URL --rpc URL --out found
  pufeth-por prove --state state.ssz --header header.json --registry found/registry.json --out bundle`,
    )
    .action(async (options: DiscoverOptions) => {
      const { runDiscover } = await import("./run.ts");
      await runDiscover(options, terminal, environment);
    });
}
