/**
 * `doctor` and its options, which are those of the commands it prepares.
 * @module
 */
import { Command, Option } from "commander";
import { PAGE_SIZE_NAMES } from "../../plan/page-sizes.ts";
import { rpcTimeoutOption } from "../options/chain-options.ts";
import { headerOption } from "../options/header-options.ts";
import { networkOption } from "../options/network-option.ts";
import { parseHttpUrl } from "../options/option-values.ts";
import { addBackendOptions } from "../options/proving-options.ts";
import type { Terminal } from "../output/terminal.ts";
import { queueOption } from "../worker/options.ts";
import type { DoctorCommandOptions } from "./run.ts";

/** It asks a lot, and nobody waits long for a table. */
const PATIENCE_S = 10;

export function doctorCommand(terminal: Terminal): Command {
  const command = new Command("doctor")
    .description("check everything that proving needs: machine, keys, backend, nodes, oracle, queue, clock")
    .addOption(new Option("--size <name>", "size to prove with").choices(PAGE_SIZE_NAMES).default("small"))
    .option("--manifest <file>", "trusted key manifest, which must list the installed keys")
    .option("--out <dir>", "folder for the bundle", ".")
    .option("--beacon <url>", "beacon node; repeatable", collectUrl)
    .addOption(headerOption("beacon"))
    .option("--rpc <url>", "execution node", parseHttpUrl)
    .addOption(headerOption("rpc"))
    .addOption(rpcTimeoutOption(PATIENCE_S))
    .option("--oracle <address>", "with --rpc: the ReservesOracle contract")
    .addOption(networkOption("with --rpc: check every value of this network file against the node; "))
    .option("--recorded <file>", "check only the network file in a recording, without a node")
    .addOption(queueOption());
  return addBackendOptions(command)
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
Nothing is changed, but for a key that Redis forgets after 10 s, and no state is downloaded. What is not named is not asked. Each line is ok, warn (it works, but
not as it should) or fail (\`prove\` would not), with what to do about it.

Examples:
  pufeth-por doctor
  pufeth-por doctor --size standard --beacon URL --rpc URL --oracle ADDRESS
  pufeth-por doctor --network mainnet --rpc URL
  pufeth-por doctor --backend rapidsnark --rapidsnark /opt/rapidsnark/prover --json`,
    )
    .action(async (options: DoctorCommandOptions) => {
      const { runDoctor } = await import("./run.ts");
      await runDoctor(options, terminal);
    });
}

/** One value of a repeatable option. */
function collectUrl(given: string, before: readonly string[] = []): string[] {
  return [...before, parseHttpUrl(given)];
}
