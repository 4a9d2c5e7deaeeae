/**
 * `finalize` and its options.
 * @module
 */
import { Command } from "commander";
import {
  addChainOptions,
  addSendingOptions,
  developmentChainOption,
  partsPerTransactionOption,
} from "../options/chain-options.ts";
import { addTrustOptions } from "../options/trust-options.ts";
import type { Terminal } from "../output/terminal.ts";
import type { FinalizeCommandOptions } from "./run.ts";

export function finalizeCommand(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const command = new Command("finalize")
    .description("finalize a spurt whose pages are all proved: store its report and set the rate")
    .argument("<dir>", "folder that `prove --out` wrote");
  addTrustOptions(command.addOption(partsPerTransactionOption()).addOption(developmentChainOption()));
  addChainOptions(command).addHelpText(
    "after",
    `
The bundle's proofs of sources, liabilities, supply and waiting deposits are sent, and the oracle's report is read
back and compared with the bundle. A rate outside the oracle's bounds waits for its review.

What does not fit into one transaction is sent in several, the report last. What the chain has is not sent again, so a
run that was interrupted is taken up where it ended. Where somebody's report of the same block counts less than the
bundle, it is replaced, which is possible for a day.

A bundle of \`prove --network --oracle --spurt\` goes to a PufferSecondOpinion: the vault's accounting, waiting deposits, as many
pods and modules as it takes, pairs that were announced or settled late, and the report.

Examples:
  pufeth-por finalize bundle --rpc http://127.0.0.1:8545 --oracle 0x… --dry-run
  pufeth-por finalize bundle --rpc http://127.0.0.1:8545 --oracle 0x… --json`,
  );
  return addSendingOptions(command).action(async (folder: string, options: FinalizeCommandOptions) => {
    const { runFinalize } = await import("./run.ts");
    await runFinalize(folder, options, terminal, environment);
  });
}
