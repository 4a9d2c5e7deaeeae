/**
 * `pufeth-por prove`: one run, and what it found.
 * @module
 */
import { proveSpurt } from "../../spurt/prove-spurt.ts";
import type { RawProveOptions } from "../options/prove-sources.ts";
import { createProgress } from "../output/progress.ts";
import type { Terminal } from "../output/terminal.ts";
import { formatProved } from "./print.ts";

export async function runProve(options: RawProveOptions, terminal: Terminal): Promise<void> {
  const progress = createProgress({ silent: options.json ?? false });
  const result = await proveSpurt(options, { progress, terminal });
  const { bundle, verified, resumedPages } = result;
  terminal.out(
    options.json
      ? JSON.stringify({ bundle, ...verified.summary, resumedPages, stages: progress.times }, null, 2)
      : formatProved(result),
  );
}
