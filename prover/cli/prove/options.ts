/**
 * `prove` and its options. Which of them may stand together: prove-sources.ts.
 * @module
 */
import { Command, Option } from "commander";
import { PAGE_SIZE_NAMES } from "../../plan/page-sizes.ts";
import { networkOption } from "../options/network-option.ts";
import { addProvingOptions } from "../options/proving-options.ts";
import { addSourceOptions, continueOption } from "../options/source-options.ts";
import type { Terminal } from "../output/terminal.ts";
import { addWatchOptions, type RawWatchOptions, refuseWithoutWatch } from "../watch/options.ts";
import { queueOption } from "../worker/options.ts";

export function proveCommand(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const command = new Command("prove").description(
    "prove the ETH of all validators of a registry at one beacon block",
  );
  addSourceOptions(command)
    .addOption(continueOption())
    .addOption(
      networkOption(
        "with --rpc: prove the reserves of contracts that others deployed; with --oracle and --spurt for a PufferSecondOpinion: ",
      ),
    )
    .addOption(
      new Option(
        "--size <name>",
        "size of the circuit; auto: the one `plan` recommends among those with installed keys",
      )
        .choices([...PAGE_SIZE_NAMES, "auto"])
        .default("small"),
    )
    .option("--manifest <file>", "trusted key manifest, which must list the key used")
    .addOption(queueOption())
    .option("--resume", "continue an interrupted run: its finished pages are not proved again");
  addProvingOptions(command)
    .requiredOption("--out <dir>", "folder for the bundle; with --watch, parent of the folders spurt-N")
    .option("--json", "print one JSON object; with --watch, one line for each spurt");
  return addWatchOptions(command)
    .addHelpText(
      "after",
      `
The state is a file with its header, or comes from a beacon node; every root in it is checked. With --rpc and --oracle
the oracle's sources, liabilities, waiting deposits and supply are proved at the same block, and the registry is read
from the chain; without them the validators of a registry file alone are proved. Each proof is verified before it
counts, and finished pages are kept: --resume goes on where a run was ended.

With --network the validators are found in the deployed protocol's own storage, and its accounting is proved beside
them: no contract of ours and nobody's announcement is needed. It takes a whole state, by default the finalized one.
With --oracle and --spurt too it is a spurt of a PufferSecondOpinion: the validators are those of its registry, in its
order, and the bundle can be submitted to it.

With --watch it runs until it is told to stop, and does what --do names for the latest spurt that has ended. How the
chain stands and which bundles lie in --out is all that it goes by: started again it goes on there, without a second
proof or transaction. Mistakes in options, keys or account end it at once. What fails later is told, counted in the
metrics and tried again, after one poll first, then twice as long, up to ten minutes; nothing is sent that was not
verified. SIGTERM and Ctrl-C end it at any time, with 143 and 130; --once with 0, when the spurt is done.

Examples:
  pufeth-por prove --beacon http://127.0.0.1:5052 --spurt 12 --rpc http://127.0.0.1:8545 --oracle 0x… --out bundle
  pufeth-por prove --beacon http://127.0.0.1:5052 --slot finalized --registry registry.json --out bundle
  pufeth-por prove --state state.ssz --header header.json --registry registry.json --size test --out bundle --json
  pufeth-por prove --network mainnet --beacon URL --rpc URL --out bundle
  pufeth-por prove --network mainnet --beacon URL --rpc URL --oracle 0x… --spurt 12 --out bundle
  pufeth-por prove --watch --beacon URL --rpc URL --oracle 0x… --out bundles --metrics-port 9465
  pufeth-por prove --watch --do open,prove,submit,finalize --beacon URL --rpc URL --oracle 0x… --key-file key --out bundles`,
    )
    .action(async (options: RawWatchOptions, own: Command) => {
      if (options.watch) {
        const { runWatch } = await import("../watch/run.ts");
        await runWatch(options, terminal, environment);
        return;
      }
      refuseWithoutWatch(own);
      const { runProve } = await import("./run.ts");
      await runProve(options, terminal, environment);
    });
}
