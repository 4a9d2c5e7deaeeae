/**
 * `consolidations` and its options.
 * @module
 */
import { Command } from "commander";
import { CONSOLIDATIONS_PER_TRANSACTION } from "../../chain/constants.ts";
import { addBeaconOptions } from "../options/beacon-options.ts";
import { addChainOptions, addSendingOptions } from "../options/chain-options.ts";
import { parsePositive, parseSlot } from "../options/option-values.ts";
import type { Terminal } from "../output/terminal.ts";
import type { ConsolidationsCommandOptions } from "./run.ts";

export function consolidationsCommand(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const command = new Command("consolidations")
    .description("show the chain which registered validators are consolidated into others (EIP-7251)")
    .option("--slot <slot>", "slot number, finalized or head, of the last 27 hours", parseSlot, "finalized")
    .option(
      "--consolidations-per-transaction <n>",
      "maximum number per transaction",
      parsePositive,
      CONSOLIDATIONS_PER_TRANSACTION,
    );
  addBeaconOptions(command, { required: true, readsParts: true });
  addChainOptions(command, "the ReservesOracle contract").addHelpText(
    "after",
    `
Looks at the queue of consolidations in the beacon state, and at validators whose balance has gone: those of the registry
are proved to the chain, by anyone, once while they wait and once when they were carried out. From then on \`prove\`
counts the principal that their targets hold for them, and \`finalize\` shows it.

Run it at least once a day, like register: a consolidation waits for 256 epochs at least, and two days after it left the
queue nothing can show it any more. Its principal then counts again once it is in a pod or in the pool.

Examples:
  pufeth-por consolidations --rpc http://127.0.0.1:8545 --beacon http://127.0.0.1:5052 --oracle 0x… --dry-run
  pufeth-por consolidations --rpc http://127.0.0.1:8545 --beacon http://127.0.0.1:5052 --oracle 0x… --slot head --json`,
  );
  return addSendingOptions(command).action(async (options: ConsolidationsCommandOptions) => {
    const { runConsolidations } = await import("./run.ts");
    await runConsolidations(options, terminal, environment);
  });
}
