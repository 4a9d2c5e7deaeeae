/**
 * `eject` and its options.
 * @module
 */
import { Command, InvalidArgumentError } from "commander";
import { EJECT_REASONS, type EjectReason } from "../../eject/constants.ts";
import { addSourceOptions } from "../options/source-options.ts";
import type { Terminal } from "../output/terminal.ts";
import type { EjectCommandOptions } from "./run.ts";

export function ejectCommand(terminal: Terminal, environment: NodeJS.ProcessEnv): Command {
  const command = new Command("eject").description(
    "find validators below 1 ETH, below their principal, slashed or inactive, and prepare their exits",
  );
  return addSourceOptions(command)
    .option("--reason <names>", `comma-separated: ${EJECT_REASONS.join(", ")} (default: all)`, parseReasons)
    .option("--json", "print one JSON object, with the SSZ branches that prove each validator")
    .addHelpText(
      "after",
      `
With --rpc it prints, for each pod, the call that exits its validators (EIP-7002): as the owner of the EigenPod,
simulated at the latest block. Nothing is sent. The chain ignores a request for a validator that is not active for
256 epochs yet, or has a withdrawal in the queue.

Examples:
  pufeth-por eject --beacon http://127.0.0.1:5052 --slot finalized --registry registry.json
  pufeth-por eject --beacon http://127.0.0.1:5052 --slot head --rpc http://127.0.0.1:8545 --oracle 0x… --reason below-1-eth --json`,
    )
    .action(async (options: EjectCommandOptions) => {
      const { runEject } = await import("./run.ts");
      await runEject(options, terminal, environment);
    });
}

function parseReasons(text: string): EjectReason[] {
  return text.split(",").map((part) => {
    const reason = EJECT_REASONS.find((one) => one === part.trim());
    if (reason === undefined)
      throw new InvalidArgumentError(`It must be some of ${EJECT_REASONS.join(", ")}.`);
    return reason;
  });
}
