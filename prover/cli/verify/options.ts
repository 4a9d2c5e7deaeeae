/**
 * `verify` and its options.
 * @module
 */
import { Command } from "commander";
import { rpcTimeoutOption } from "../options/chain-options.ts";
import { headerOption } from "../options/header-options.ts";
import { networkOption } from "../options/network-option.ts";
import { parseHttpUrl } from "../options/option-values.ts";
import { addTrustOptions } from "../options/trust-options.ts";
import type { Terminal } from "../output/terminal.ts";
import type { VerifyCommandOptions } from "./run.ts";

export function verifyCommand(terminal: Terminal): Command {
  const command = new Command("verify")
    .description("check a bundle: proofs, page chain, SSZ branches, block root, sources, waiting deposits")
    .argument("<dir>", "folder that `prove --out` wrote");
  return addTrustOptions(command)
    .option("--rpc <url>", "execution node, to compare the bundle's key with the oracle's", parseHttpUrl)
    .addOption(headerOption("rpc"))
    .addOption(rpcTimeoutOption())
    .option("--oracle <address>", "the ReservesOracle contract")
    .addOption(networkOption("trusted network file that a bundle of deployed contracts must be made with: "))
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
Nothing is asked of a network, unless --rpc and --oracle are given. What is printed was computed from the files of the
bundle, and is as good as the key that it was proved with: name the one that you trust.

Examples:
  pufeth-por verify bundle --manifest keys/manifest.json
  pufeth-por verify bundle --network mainnet
  pufeth-por verify bundle --rpc http://127.0.0.1:8545 --oracle 0x… --json`,
    )
    .action(async (folder: string, options: VerifyCommandOptions) => {
      const { runVerify } = await import("./run.ts");
      await runVerify(folder, options, terminal);
    });
}
