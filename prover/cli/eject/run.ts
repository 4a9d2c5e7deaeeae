/**
 * `pufeth-por eject`: which validators need attention, and how they are exited.
 * @module
 */
import type { EjectReason } from "../../eject/constants.ts";
import { ejectValidators } from "../../eject/eject-validators.ts";
import { proveSourcesOf, type RawSourceOptions } from "../options/prove-sources.ts";
import { readRegistryOption } from "../options/read-registry-option.ts";
import { createProgress } from "../output/progress.ts";
import { showStages } from "../output/show-stages.ts";
import type { Terminal } from "../output/terminal.ts";
import { toPlainJson } from "../output/to-plain-json.ts";
import { formatEjections } from "./print.ts";

export interface EjectCommandOptions extends RawSourceOptions {
  readonly reason?: readonly EjectReason[];
  readonly json?: boolean;
}

export async function runEject(
  options: EjectCommandOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { reason: reasons, json = false } = options;
  const sources = proveSourcesOf(options, environment);
  const registry = await readRegistryOption(options.registry, terminal);
  const stage = showStages(createProgress({ silent: json }), terminal);
  const result = await ejectValidators({ ...sources, registry, reasons, stage });
  terminal.out(json ? toPlainJson(result) : formatEjections(result));
}
