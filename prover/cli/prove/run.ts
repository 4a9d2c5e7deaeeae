/**
 * `pufeth-por prove`: one run, and what it found.
 * @module
 */
import { findBackend } from "../../prove/backends/registry.ts";
import { proveSpurt } from "../../spurt/prove-spurt.ts";
import { createProverOf } from "../options/create-prover-of.ts";
import { keyChoiceOf } from "../options/key-choice-of.ts";
import { deployedSourcesOf, proveSourcesOf, type RawProveOptions } from "../options/prove-sources.ts";
import { readRegistryOption } from "../options/read-registry-option.ts";
import { readTrustedKeys } from "../options/read-trusted-keys.ts";
import { createProgress } from "../output/progress.ts";
import { showStages } from "../output/show-stages.ts";
import type { Terminal } from "../output/terminal.ts";
import { interruptingProvers } from "../with-interrupt.ts";
import { formatProved } from "./print.ts";

export async function runProve(
  options: RawProveOptions,
  terminal: Terminal,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  const { size, out, resume, manifest, json = false } = options;
  const { network } = options;
  const sources =
    network === undefined
      ? proveSourcesOf(options, environment)
      : await deployedSourcesOf({ ...options, network }, environment);
  const backend = await findBackend(options);
  const provers = interruptingProvers(terminal, createProverOf(options, backend));
  const registry = await readRegistryOption(options.registry, terminal);
  const { keysManifest } = await readTrustedKeys({ manifest });
  const progress = createProgress({ silent: json });
  const result = await proveSpurt({
    ...sources,
    ...provers,
    registry,
    keys: keyChoiceOf(size, backend),
    keysManifest,
    out,
    resume,
    stage: showStages(progress, terminal),
  });
  const { bundle, verified, resumedPages } = result;
  terminal.out(
    json
      ? JSON.stringify({ bundle, ...verified.summary, resumedPages, stages: progress.times }, null, 2)
      : formatProved(result),
  );
}
