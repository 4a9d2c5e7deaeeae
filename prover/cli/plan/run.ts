/**
 * `pufeth-por plan`: what proving would take, in one size or in several side by side.
 * @module
 */

import type { PageSize } from "../../plan/page-sizes.ts";
import type { GasRules } from "../../plan/planned-gas.ts";
import { findBackend } from "../../prove/backends/registry.ts";
import { onThisMachine } from "../../prove/create-page-prover.ts";
import { planSpurt } from "../../spurt/plan/plan-spurt.ts";
import { proveSourcesOf, type RawSourceOptions } from "../options/prove-sources.ts";
import type { ProvingOptions } from "../options/proving-options.ts";
import { readRegistryOption } from "../options/read-registry-option.ts";
import { createProgress } from "../output/progress.ts";
import { showStages } from "../output/show-stages.ts";
import type { Terminal } from "../output/terminal.ts";
import { interruptingProvers } from "../with-interrupt.ts";
import { formatPlan } from "./print.ts";

export interface PlanCommandOptions extends RawSourceOptions, ProvingOptions {
  readonly size?: PageSize;
  readonly gasRules: GasRules;
  readonly calibrate?: boolean;
  readonly json?: boolean;
}

export async function runPlan(
  options: PlanCommandOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { size, threads, gasRules, calibrate = false, json = false } = options;
  const sources = proveSourcesOf(options, environment);
  const backend = await findBackend(options);
  const { createProver, signal } = interruptingProvers(terminal, onThisMachine({ backend, threads }));
  const registry = await readRegistryOption(options.registry, terminal);
  const plan = await planSpurt({
    ...sources,
    registry,
    sizes: size === undefined ? undefined : [size],
    gasRules,
    backend: backend.name,
    threads,
    calibrateWith: calibrate ? createProver : undefined,
    signal,
    stage: showStages(createProgress({ silent: json }), terminal),
  });
  terminal.out(json ? JSON.stringify(plan, null, 2) : formatPlan(plan));
}
