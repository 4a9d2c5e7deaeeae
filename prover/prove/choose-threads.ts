/**
 * The number of pages to prove concurrently: as many as cores and memory allow.
 * @module
 */

import type { BackendName } from "./constants.ts";
import type { Machine } from "./machine.ts";
import { pageMemoryBytes } from "./page-memory.ts";

/** rapidsnark uses all cores for one proof; meanwhile the witness of a second page is computed. */
const RAPIDSNARK_THREADS = 2;

/** At least 1, even if a single page may not fit. */
export function chooseThreads(
  { cores, freeBytes }: Machine,
  provingKeyBytes: number,
  backend: BackendName,
): number {
  const wanted = backend === "rapidsnark" ? RAPIDSNARK_THREADS : cores;
  return Math.max(1, Math.min(wanted, Math.floor(freeBytes / pageMemoryBytes(provingKeyBytes, backend))));
}

/** @returns a warning if this many pages do not fit into memory; undefined if they do. */
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
