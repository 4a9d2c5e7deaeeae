/**
 * `prove` and its options. Which may stand together and what they mean: prove-options.ts.
 * @module
 */
import { Command, Option } from "commander";
import { PAGE_SIZE_NAMES } from "../plan/page-sizes.ts";
import type { RawProveOptions } from "./prove-options.ts";
import { addProvingOptions } from "./proving-options.ts";
import { addSourceOptions } from "./source-options.ts";
import type { Terminal } from "./terminal.ts";
import { queueOption } from "./worker-options.ts";

export function proveCommand(terminal: Terminal): Command {
  const command = new Command("prove").description(
    "prove the ETH of all validators of a registry at one beacon block",
  );
  addSourceOptions(command)
    .addOption(
      new Option(
        "--size <name>",
        "size of the circuit; auto: of those with keys here, the one `plan` recommends",
      )
        .choices([...PAGE_SIZE_NAMES, "auto"])
        .default("small"),
    )
    .option("--manifest <file>", "key manifest that you trust; the key proved with must be in it")
    .addOption(queueOption())
    .option("--resume", "go on with a run that was ended: the pages that it finished are not proved again");
  return addProvingOptions(command)
    .requiredOption("--out <dir>", "folder to write the bundle to")
    .option("--json", "print one JSON object")
    .addHelpText(
      "after",
      `
The state is a file with its header, or comes from a beacon node; every root in it is checked. With --rpc and --oracle
the oracle's sources, liabilities, waiting deposits and supply are proved at the same block, and the registry is read
from the chain; without them the validators of a registry file alone are proved. Each proof is verified before it
counts, and finished pages are kept: --resume goes on where a run was ended.

Examples:
  pufeth-por prove --beacon http://127.0.0.1:5052 --spurt 12 --rpc http://127.0.0.1:8545 --oracle 0x… --out bundle
  pufeth-por prove --beacon http://127.0.0.1:5052 --slot finalized --registry registry.json --out bundle
  pufeth-por prove --state state.ssz --header header.json --registry registry.json --size test --out bundle --json`,
    )
    .action(async (options: RawProveOptions) => {
      const { proveCommand } = await import("./prove-command.ts");
      await proveCommand(options, terminal);
    });
}
