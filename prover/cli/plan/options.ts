/**
 * `plan` and its options.
 * @module
 */
import { Command, Option } from "commander";
import { PAGE_SIZE_NAMES } from "../../plan/page-sizes.ts";
import { GAS_RULES } from "../../plan/planned-gas.ts";
import { addProvingOptions } from "../options/proving-options.ts";
import { addSourceOptions, continueOption } from "../options/source-options.ts";
import type { Terminal } from "../output/terminal.ts";
import type { PlanCommandOptions } from "./run.ts";

export function planCommand(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const command = new Command("plan").description(
    "show the cost of proving a registry: pages, slots, time, memory and gas, without proving",
  );
  addSourceOptions(command)
    .addOption(continueOption())
    .addOption(
      new Option(
        "--size <name>",
        "one size of the circuit (default: small and larger, side by side)",
      ).choices(PAGE_SIZE_NAMES),
    );
  return addProvingOptions(command)
    .addOption(
      new Option("--gas-rules <fork>", "the rules that gas is expected by")
        .choices(GAS_RULES)
        .default("osaka"),
    )
    .option("--calibrate", "prove some pages in every size with installed keys, to measure this machine")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
No keys are needed. The pages are those that \`prove\` makes of the same state and registry: borders follow from them
and from the size alone, and are the same on every machine. Gas is expected, from measured constants;
--gas-rules amsterdam prices it as after that fork, and moves no border. The time is that
of pages proved here, by \`prove\` or by --calibrate; without them it says so.

Examples:
  pufeth-por plan --state state.ssz --header header.json --registry registry.json
  pufeth-por plan --beacon http://127.0.0.1:5052 --spurt 12 --rpc http://127.0.0.1:8545 --oracle 0x… --size standard`,
    )
    .action(async (options: PlanCommandOptions) => {
      const { runPlan } = await import("./run.ts");
      await runPlan(options, terminal, environment);
    });
}
