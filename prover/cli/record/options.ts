/**
 * `record` and its options.
 * @module
 */
import { Command } from "commander";
import { rpcTimeoutOption } from "../options/chain-options.ts";
import { headerOption } from "../options/header-options.ts";
import { networkOption } from "../options/network-option.ts";
import { parseHttpUrl } from "../options/option-values.ts";
import type { Terminal } from "../output/terminal.ts";
import type { RecordOptions } from "./run.ts";

export function recordCommand(terminal: Terminal): Command {
  return new Command("record")
    .description("store what the checks of a network file need of one block, to repeat them without a node")
    .addOption(networkOption("the deployed contracts: ").makeOptionMandatory())
    .requiredOption("--rpc <url>", "execution node (JSON-RPC over HTTP); only read", parseHttpUrl)
    .addOption(headerOption("rpc"))
    .addOption(rpcTimeoutOption())
    .requiredOption("--out <file>", "file to write")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
The file holds questions and answers about the last finalized block, and no address, header or key of the node. It is written
whether the checks pass or not: a file that shows a failure is worth more.

Examples:
  pufeth-por record --network mainnet --rpc URL --out mainnet-block.json
  pufeth-por doctor --recorded mainnet-block.json`,
    )
    .action(async (options: RecordOptions) => {
      const { runRecord } = await import("./run.ts");
      await runRecord(options, terminal);
    });
}
