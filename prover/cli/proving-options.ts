/**
 * Options that say how pages are proved on this machine: for `prove`, and for whatever else proves.
 * @module
 */
import { type Command, Option } from "commander";
import { BACKEND_NAMES, type BackendName } from "../prove/backends/backend-names.ts";
import { findProgram } from "../prove/backends/find-program.ts";
import type { BackendChoice } from "../prove/backends/proving-backend.ts";
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

/** @throws ProgramMissingError where the binary is not there. */
export async function backendChoiceOf({
  backend = "snarkjs",
  rapidsnark = "rapidsnark",
}: ProvingOptions): Promise<BackendChoice> {
  // A path that stands in the environment or a config file does no harm where another backend proves.
  if (backend === "snarkjs") return { name: backend };
  return { name: backend, path: await findProgram(rapidsnark, process.env) };
}
