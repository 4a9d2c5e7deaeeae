/**
 * Creates a prover once the plan is known. On this machine: worker threads, as many as are asked for, or as cores and
 * memory allow.
 * @module
 */
import { stat } from "node:fs/promises";
import type { PageKeys } from "../keys/load-keys.ts";
import type { BackendChoice } from "./backends/backend.ts";
import { findBackend } from "./backends/registry.ts";
import { chooseThreads, memoryWarning } from "./choose-threads.ts";
import { createLocalProver } from "./local-prover.ts";
import { type Machine, readMachine } from "./machine.ts";
import type { PageProver } from "./page-prover.ts";

/** What a prover is created for. */
export interface ProverTask {
  readonly keys: PageKeys;
  /** Number of pages: more threads than pages would be idle. */
  readonly pages: number;
  /** What the prover says about itself, in words. */
  readonly onNotice: (notice: ProverNotice) => void;
}

export interface ProverNotice {
  readonly level: "info" | "warning";
  readonly text: string;
}

/** Whoever calls it closes the prover. */
export type CreateProver = (task: ProverTask) => Promise<PageProver>;

export interface LocalChoice {
  /** Default: the first one that is available. */
  readonly backend?: BackendChoice | undefined;
  /** Concurrent pages; undefined: as many as the machine allows. */
  readonly threads?: number | undefined;
  /** Default: this one. */
  readonly machine?: Machine | undefined;
}

/** Proves in worker threads of this process. */
export function onThisMachine({ backend, threads, machine }: LocalChoice = {}): CreateProver {
  return async ({ keys, pages, onNotice }) => {
    const found = backend ?? (await findBackend({}));
    const warn = (text: string) => onNotice({ level: "warning", text });
    const chosen = await threadsFor({ keys, backend: found, threads, warn, machine }, pages);
    return createLocalProver({ keys, threads: chosen, backend: found });
  };
}

export interface ThreadsOptions {
  readonly keys: PageKeys;
  readonly backend: BackendChoice;
  /** As in `LocalChoice`. */
  readonly threads: number | undefined;
  readonly warn: (text: string) => void;
  readonly machine?: Machine | undefined;
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
  if (warning !== undefined) warn(warning);
  return threads;
}
