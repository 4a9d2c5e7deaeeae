/**
 * `audit` and its options.
 * @module
 */
import { availableParallelism } from "node:os";
import { Command } from "commander";
import { addBeaconOptions } from "../options/beacon-options.ts";
import { rpcTimeoutOption } from "../options/chain-options.ts";
import { headerOption } from "../options/header-options.ts";
import { networkOption } from "../options/network-option.ts";
import { parseHttpUrl, parseThreads } from "../options/option-values.ts";
import type { Terminal } from "../output/terminal.ts";
import { addDeclaredOptions } from "../rewards/declared-options.ts";
import type { AuditCommandOptions } from "./run.ts";

export function auditCommand(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const command = new Command("audit")
    .description("check every claim of a bundle against your own nodes, without trusting the bundle")
    .argument("<dir>", "folder that `prove --out` wrote");
  addDeclaredOptions(addBeaconOptions(command, { required: false, readsParts: false }));
  return command
    .option("--rpc <url>", "your execution node; it must have the state of the block", parseHttpUrl)
    .addOption(headerOption("rpc"))
    .addOption(rpcTimeoutOption())
    .option("--oracle <address>", "the ReservesOracle contract, or beside --network the PufferSecondOpinion")
    .addOption(networkOption("for a bundle of contracts that others deployed: "))
    .option("--manifest <file>", "trusted key manifest, which must list key and circuit")
    .option("--reprove", "prove all pages again with the installed keys")
    .option(
      "--threads <n>",
      "with --reprove: pages proved concurrently",
      parseThreads,
      availableParallelism(),
    )
    .option(
      "--rewards <file>",
      "a published tree of the spurt's rewards: rebuilt and compared, as by `rewards check`",
    )
    .option("--offline", "check the bundle alone, and list what is not checked")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
Every claim is ok, differs (both values are shown), could not be checked (and why), or was left out: not asked for, or
nothing to check. A node that fails hides no other claim. The beacon node is one that serves the debug state endpoint.

It ends with 0 where every claim that was not left out is ok, with 1 where one differs or could not be checked.
A bundle of contracts that others deployed is compared with their own storage, as your nodes have it at its block, and with
what their vault says of itself.

With --offline, 0 means only that the bundle does not contradict itself: whether it speaks of the chain stays open.

Examples:
  pufeth-por audit bundle --beacon http://127.0.0.1:5052 --rpc http://127.0.0.1:8545 --oracle 0x…
  pufeth-por audit bundle --beacon http://127.0.0.1:5052 --rpc http://127.0.0.1:8545 --network mainnet
  pufeth-por audit bundle --beacon http://127.0.0.1:5052 --rpc http://127.0.0.1:8545 --network mainnet --oracle 0x…
  pufeth-por audit bundle --offline --manifest keys/manifest.json --json`,
    )
    .action(async (folder: string, options: AuditCommandOptions) => {
      const { runAudit } = await import("./run.ts");
      await runAudit(folder, options, terminal, environment);
    });
}
