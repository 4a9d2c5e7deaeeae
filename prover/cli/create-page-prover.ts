/**
 * Who proves the pages of a plan: worker threads of this machine, as many as cores and memory allow or as were asked for.
 * @module
 */
import { stat } from "node:fs/promises";
import { chooseThreads, memoryWarning } from "../prove/choose-threads.ts";
import type { PageKeys } from "../prove/load-keys.ts";
import { createLocalProver } from "../prove/local-prover.ts";
import { type Machine, readMachine } from "../prove/machine.ts";
import type { PageProver } from "../prove/page-prover.ts";
import type { BackendChoice } from "../prove/proving-backend.ts";

export interface PageProverOptions {
  readonly keys: PageKeys;
  readonly backend: BackendChoice;
  /** What the user asked for; undefined: what the machine allows. */
  readonly threads: number | undefined;
  /** More threads than pages would wait for nothing. */
  readonly pages: number;
  readonly warn: (line: string) => void;
  /** Default: this one. */
  readonly machine?: Machine;
}

export async function createPageProver({
  keys,
  backend,
  threads: asked,
  pages,
  warn,
  machine = readMachine(),
}: PageProverOptions): Promise<PageProver> {
  const { size: keyBytes } = await stat(keys.files.provingKey);
  const allowed = asked ?? chooseThreads(machine, keyBytes, backend.name);
  const threads = Math.max(1, Math.min(allowed, pages));
  const warning = memoryWarning(threads, machine, keyBytes, backend.name);
  if (warning !== undefined) warn(`warning: ${warning}`);
  return createLocalProver({ keys, threads, backend });
}
