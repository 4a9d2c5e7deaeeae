/**
 * Creates the prover for a plan: worker threads of this machine, as many as requested or as cores and memory allow.
 * @module
 */
import { stat } from "node:fs/promises";
import type { PageKeys } from "../keys/load-keys.ts";
import type { BackendChoice } from "../prove/backends/backend.ts";
import { chooseThreads, memoryWarning } from "../prove/choose-threads.ts";
import { createLocalProver } from "../prove/local-prover.ts";
import { type Machine, readMachine } from "../prove/machine.ts";
import type { PageProver } from "../prove/page-prover.ts";

export interface ThreadsOptions {
  readonly keys: PageKeys;
  readonly backend: BackendChoice;
  /** Requested number; undefined: as many as the machine allows. */
  readonly threads: number | undefined;
  readonly warn: (line: string) => void;
  /** Default: this one. */
  readonly machine?: Machine;
}

export interface PageProverOptions extends ThreadsOptions {
  /** More threads than pages would be idle. */
  readonly pages: number;
}

export async function createPageProver(options: PageProverOptions): Promise<PageProver> {
  const { keys, backend, pages } = options;
  return createLocalProver({ keys, threads: await threadsFor(options, pages), backend });
}

/** Number of concurrent pages; warns if memory is insufficient. */
export async function threadsFor(
  { keys, backend, threads: asked, warn, machine = readMachine() }: ThreadsOptions,
  pages = Number.POSITIVE_INFINITY,
): Promise<number> {
  const { size: keyBytes } = await stat(keys.files.provingKey);
  const allowed = asked ?? chooseThreads(machine, keyBytes, backend.name);
  const threads = Math.max(1, Math.min(allowed, pages));
  const warning = memoryWarning(threads, machine, keyBytes, backend.name);
  if (warning !== undefined) warn(`warning: ${warning}`);
  return threads;
}
