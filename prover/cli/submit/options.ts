/**
 * `submit` and its options.
 * @module
 */

import { Command } from "commander";
import {
  addChainOptions,
  addSendingOptions,
  developmentChainOption,
  pagesPerTransactionOption,
} from "../options/chain-options.ts";
import { parsePositive } from "../options/option-values.ts";
import { addTrustOptions } from "../options/trust-options.ts";
import type { Terminal } from "../output/terminal.ts";
import { exclusive } from "../settings/exclusive.ts";
import type { SubmitCommandOptions } from "./run.ts";

export function submitCommand(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const command = new Command("submit")
    .description("verify a bundle and send its pages to the oracle")
    .argument("<dir>", "folder that `prove --out` wrote")
    .option("--from-page <n>", "first page to send, from 1; earlier pages are not sent", parsePositive)
    .addOption(pagesPerTransactionOption())
    .option("--whole", "open the spurt, send all pages and finalize in one transaction");
  command.addOption(developmentChainOption());
  exclusive(command, { "--whole": ["--from-page"] });
  addTrustOptions(command);
  addChainOptions(command).addHelpText(
    "after",
    `
Only pages that the oracle does not have yet are sent, so a run that was interrupted is taken up where it ended, and
several people may submit at the same time. Each transaction is simulated before it is sent. Then: \`finalize\`.
--whole is refused where one transaction does not hold all.

Examples:
  pufeth-por submit bundle --rpc http://127.0.0.1:8545 --oracle 0x… --dry-run
  pufeth-por submit bundle --rpc http://127.0.0.1:8545 --oracle 0x… --key-file key --pages-per-transaction 16
  pufeth-por submit bundle --rpc http://127.0.0.1:8545 --oracle 0x… --whole`,
  );
  return addSendingOptions(command).action(async (folder: string, options: SubmitCommandOptions) => {
    const { runSubmit } = await import("./run.ts");
    await runSubmit(folder, options, terminal, environment);
  });
}
