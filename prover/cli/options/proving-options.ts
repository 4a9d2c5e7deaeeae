/**
 * Options that say how pages are proved on this machine: for `prove`, and for whatever else proves.
 * @module
 */
import { type Command, Option } from "commander";
import { BACKEND_NAMES, BACKENDS, defaultBackends } from "../../prove/backends/registry.ts";
import { parseThreads } from "./option-values.ts";

export interface ProvingOptions {
  /** Default: as many as cores and memory allow. */
  readonly threads?: number;
  /** Default: the first of `defaultBackends` that is available. Each backend reads its own options beside it. */
  readonly backend?: string;
}

export function addProvingOptions(command: Command): Command {
  return addBackendOptions(
    command.option(
      "--threads <n>",
      "pages proved concurrently (default: as many as cores and memory allow)",
      parseThreads,
    ),
  );
}

export function addBackendOptions(command: Command): Command {
  const order = defaultBackends().map(({ name }) => name);
  const backend = new Option("--backend <name>", `what proves (default: ${order.join(", else ")})`);
  command.addOption(backend.choices(BACKEND_NAMES));
  for (const { name, value, description } of BACKENDS.flatMap(({ options }) => options)) {
    command.option(`--${name} ${value}`, description);
  }
  return command;
}
