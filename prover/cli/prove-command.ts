/**
 * `pufeth-por prove`: one run, and what it found.
 * @module
 */

import { runProve } from "../spurt/prove-spurt.ts";
import { formatSummary } from "./format-summary.ts";
import { createProgress } from "./progress.ts";
import type { RawProveOptions } from "./prove-options.ts";
import type { Terminal } from "./terminal.ts";

export async function proveCommand(options: RawProveOptions, terminal: Terminal): Promise<void> {
  const progress = createProgress({ silent: options.json ?? false });
  const { bundle, verified, complete, resumedPages } = await runProve(options, { progress, terminal });
  const { summary } = verified;
  if (options.json) {
    terminal.out(JSON.stringify({ bundle, ...summary, resumedPages, stages: progress.times }, null, 2));
    return;
  }
  const next = complete ? ["The oracle has accepted all validators: `pufeth-por finalize` is next."] : [];
  terminal.out([formatSummary(summary), ...next, `Written to ${bundle}`].join("\n"));
}
