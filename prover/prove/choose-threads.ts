/**
 * How many pages are proved at the same time: as many as cores and memory allow.
 * @module
 */

import type { BackendName } from "./constants.ts";
import type { Machine } from "./machine.ts";
import { pageMemoryBytes } from "./page-memory.ts";

/** rapidsnark uses all cores for one proof; meanwhile a second page gets its witness. */
const RAPIDSNARK_THREADS = 2;

/** At least 1: whether a single page fits is then to be seen. */
export function chooseThreads(
  { cores, freeBytes }: Machine,
  provingKeyBytes: number,
  backend: BackendName,
): number {
  const wanted = backend === "rapidsnark" ? RAPIDSNARK_THREADS : cores;
  return Math.max(1, Math.min(wanted, Math.floor(freeBytes / pageMemoryBytes(provingKeyBytes, backend))));
}

/** @returns what to say where so many pages will not fit into memory; undefined where they do. */
export function memoryWarning(
  threads: number,
  { freeBytes }: Machine,
  provingKeyBytes: number,
  backend: BackendName,
): string | undefined {
  const needed = threads * pageMemoryBytes(provingKeyBytes, backend);
  if (needed <= freeBytes) return undefined;
  const pages = threads === 1 ? "One page takes" : `${threads} pages at a time take`;
  const fitting = chooseThreads({ cores: threads, freeBytes }, provingKeyBytes, backend);
  const next =
    threads > fitting ? `--threads ${fitting} is safer` : "a smaller --size or rapidsnark takes less";
  return `${pages} about ${formatGigabytes(needed)}, and ${formatGigabytes(freeBytes)} are free: ${next}.`;
}

export function formatGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
