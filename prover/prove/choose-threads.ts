/**
 * The number of pages to prove concurrently: as many as cores and memory allow.
 * @module
 */
import { BACKENDS, backendNamed } from "./backends/registry.ts";
import type { Machine } from "./machine.ts";

/** At least 1, even if a single page may not fit. */
export function chooseThreads(
  { cores, freeBytes }: Machine,
  provingKeyBytes: number,
  backend: string,
): number {
  const { pagesAtOnce, pageMemoryBytes } = backendNamed(backend);
  const fitting = Math.floor(freeBytes / pageMemoryBytes(provingKeyBytes));
  return Math.max(1, Math.min(pagesAtOnce(cores), fitting));
}

/** @returns a warning if this many pages do not fit into memory; undefined if they do. */
export function memoryWarning(
  threads: number,
  { freeBytes }: Machine,
  provingKeyBytes: number,
  backend: string,
): string | undefined {
  const pageBytes = backendNamed(backend).pageMemoryBytes(provingKeyBytes);
  const needed = threads * pageBytes;
  if (needed <= freeBytes) return undefined;
  const pages = threads === 1 ? "One page takes" : `${threads} pages at a time take`;
  const fitting = Math.max(1, Math.floor(freeBytes / pageBytes));
  const lighter = BACKENDS.filter(({ pageMemoryBytes }) => pageMemoryBytes(provingKeyBytes) < pageBytes);
  const less = ["a smaller --size", ...lighter.map(({ name }) => `--backend ${name}`)];
  const next = threads > fitting ? `--threads ${fitting} is safer` : `${less.join(" or ")} takes less`;
  return `${pages} about ${formatGigabytes(needed)}, and ${formatGigabytes(freeBytes)} are free: ${next}.`;
}

export function formatGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
