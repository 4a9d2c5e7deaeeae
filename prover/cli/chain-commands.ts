/**
 * The commands that bring a spurt to the chain, and their options: open, submit, finalize, status, register.
 * @module
 */
import { Command } from "commander";
import { addBeaconOptions } from "./beacon-options.ts";
import {
  addChainOptions,
  addSendingOptions,
  pagesPerTransactionOption,
  parsePositive,
  parseSpurt,
} from "./chain-options.ts";
import type { FinalizeCommandOptions } from "./finalize-command.ts";
import type { OpenCommandOptions } from "./open-command.ts";
import { parseSlot } from "./option-values.ts";
import type { RegisterCommandOptions } from "./register-command.ts";
import { exclusive } from "./settings/exclusive.ts";
import type { StatusCommandOptions } from "./status-command.ts";
import type { SubmitCommandOptions } from "./submit-command.ts";
import type { Terminal } from "./terminal.ts";
import { addTrustOptions } from "./trusted-keys.ts";

/** A registration takes about 150,000 gas. */
const REGISTRATIONS_PER_TRANSACTION = 50;

const BUNDLE = "folder that `prove --out` wrote";

export function chainCommands(terminal: Terminal): Command[] {
  return [
    registerCommand(terminal),
    openCommand(terminal),
    submitCommand(terminal),
    finalizeCommand(terminal),
    statusCommand(terminal),
  ];
}

function openCommand(terminal: Terminal): Command {
  const command = new Command("open")
    .description("fix the beacon block and the registry that a spurt is proved from")
    .option("--spurt <number>", "number of a spurt that has ended, or latest", parseSpurt, "latest");
  addBeaconOptions(command, { required: true, readsParts: true });
  addChainOptions(command).addHelpText(
    "after",
    `
The block is the last one at or before the spurt's end. It is found by the time of its slot, shown to the chain by
EIP-4788, which remembers it for about 27 hours, and after that by a branch from a newer state, which is read then only.
Anyone may open a spurt; one that is open already is left alone.

Examples:
  pufeth-por open --rpc http://127.0.0.1:8545 --beacon http://127.0.0.1:5052 --oracle 0x… --dry-run
  pufeth-por open --rpc http://127.0.0.1:8545 --beacon http://127.0.0.1:5052 --oracle 0x… --spurt 12`,
  );
  return addSendingOptions(command).action(async (options: OpenCommandOptions) => {
    const { openCommand } = await import("./open-command.ts");
    await openCommand(options, terminal);
  });
}

function submitCommand(terminal: Terminal): Command {
  const command = new Command("submit")
    .description("verify a bundle and send its pages to the oracle")
    .argument("<dir>", BUNDLE)
    .option(
      "--from-page <n>",
      "first page to send, from 1; pages before it are left to others",
      parsePositive,
    )
    .addOption(pagesPerTransactionOption())
    .option("--whole", "all at once: open the spurt, send every page and finalize in one transaction");
  exclusive(command, { "--whole": ["--from-page"] });
  addTrustOptions(command);
  addChainOptions(command).addHelpText(
    "after",
    `
Only pages that the oracle does not have yet are sent, so a run that was interrupted is taken up where it ended, and
several people may submit at the same time. Each transaction is simulated before it is sent. Then: \`finalize\`.

Examples:
  pufeth-por submit bundle --rpc http://127.0.0.1:8545 --oracle 0x… --dry-run
  pufeth-por submit bundle --rpc http://127.0.0.1:8545 --oracle 0x… --key-file key --pages-per-transaction 16
  pufeth-por submit bundle --rpc http://127.0.0.1:8545 --oracle 0x… --whole`,
  );
  return addSendingOptions(command).action(async (folder: string, options: SubmitCommandOptions) => {
    const { submitCommand } = await import("./submit-command.ts");
    await submitCommand(folder, options, terminal);
  });
}

function finalizeCommand(terminal: Terminal): Command {
  const command = new Command("finalize")
    .description("write the report of a spurt whose pages are all proved, and with it the rate")
    .argument("<dir>", BUNDLE);
  addTrustOptions(command);
  addChainOptions(command).addHelpText(
    "after",
    `
The bundle's proofs of sources, liabilities, supply and waiting deposits are sent, and the oracle's report is read
back and compared with the bundle. A rate outside the oracle's bounds waits for its review.

Examples:
  pufeth-por finalize bundle --rpc http://127.0.0.1:8545 --oracle 0x… --dry-run
  pufeth-por finalize bundle --rpc http://127.0.0.1:8545 --oracle 0x… --json`,
  );
  return addSendingOptions(command).action(async (folder: string, options: FinalizeCommandOptions) => {
    const { finalizeCommand } = await import("./finalize-command.ts");
    await finalizeCommand(folder, options, terminal);
  });
}

function statusCommand(terminal: Terminal): Command {
  const command = new Command("status")
    .description("what is open, what is missing, until when, and which rate is in effect")
    .option("--spurt <number>", "this spurt only; else the latest ones", parseSpurt);
  addChainOptions(command)
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
Examples:
  pufeth-por status --rpc http://127.0.0.1:8545 --oracle 0x…
  pufeth-por status --rpc http://127.0.0.1:8545 --oracle 0x… --spurt 12 --json`,
    );
  return command.action(async (options: StatusCommandOptions) => {
    const { statusCommand } = await import("./status-command.ts");
    await statusCommand(options, terminal);
  });
}

function registerCommand(terminal: Terminal): Command {
  const command = new Command("register")
    .description("show the registry which provisioned validators exist, so that pages can count them")
    .option("--slot <slot>", "slot number, finalized or head, of the last 27 hours", parseSlot, "finalized")
    .option(
      "--validators-per-transaction <n>",
      "at most so many at once",
      parsePositive,
      REGISTRATIONS_PER_TRANSACTION,
    );
  addBeaconOptions(command, { required: true, readsParts: false });
  addChainOptions(command).addHelpText(
    "after",
    `
Every provision that is not registered is looked for in the beacon state. Those that pay out to one of the protocol's
pods are registered, by anyone; those that do not are named, and never registered. Keys are looked for among all
validators: the beacon node must serve the debug state endpoint.

Examples:
  pufeth-por register --rpc http://127.0.0.1:8545 --beacon http://127.0.0.1:5052 --oracle 0x… --dry-run
  pufeth-por register --rpc http://127.0.0.1:8545 --beacon http://127.0.0.1:5052 --oracle 0x… --slot head`,
  );
  return addSendingOptions(command).action(async (options: RegisterCommandOptions) => {
    const { registerCommand } = await import("./register-command.ts");
    await registerCommand(options, terminal);
  });
}
