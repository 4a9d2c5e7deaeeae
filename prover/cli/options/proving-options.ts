/**
 * Options that say how pages are proved on this machine: for `prove`, and for whatever else proves.
 * @module
 */
import { type Command, Option } from "commander";
import { BACKEND_NAMES, type BackendName } from "../../prove/constants.ts";
import { parseThreads } from "./option-values.ts";

export interface ProvingOptions {
  /** Default: as many as cores and memory allow. */
  readonly threads?: number;
  /** Default: snarkjs. */
  readonly backend?: BackendName;
  /** The rapidsnark binary. */
  readonly rapidsnark?: string;
}

export function addProvingOptions(command: Command): Command {
  return addBackendOptions(
    command.option(
      "--threads <n>",
      "pages proved at the same time (default: as many as cores and memory allow)",
      parseThreads,
    ),
  );
}

export function addBackendOptions(command: Command): Command {
  return command
    .addOption(new Option("--backend <name>", "what proves (default: snarkjs)").choices([...BACKEND_NAMES]))
    .option("--rapidsnark <path>", "with --backend rapidsnark: its binary (default: rapidsnark in PATH)");
}
