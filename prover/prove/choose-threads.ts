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
  const { pagesAtOnce, memoryBytes } = backendNamed(backend);
  return mostFitting(pagesAtOnce(cores), (pages) => memoryBytes(provingKeyBytes, pages) <= freeBytes);
}

/** @returns a warning if this many pages do not fit into memory; undefined if they do. */
export function memoryWarning(
  threads: number,
  { freeBytes }: Machine,
  provingKeyBytes: number,
  backend: string,
): string | undefined {
  const { memoryBytes } = backendNamed(backend);
  const needed = memoryBytes(provingKeyBytes, threads);
  if (needed <= freeBytes) return undefined;
  const pages = threads === 1 ? "One page takes" : `${threads} pages at a time take`;
  const fitting = mostFitting(threads, (pages) => memoryBytes(provingKeyBytes, pages) <= freeBytes);
  const lighter = BACKENDS.filter(
    (other) => other.memoryBytes(provingKeyBytes, 1) < memoryBytes(provingKeyBytes, 1),
  );
  const less = ["a smaller --size", ...lighter.map(({ name }) => `--backend ${name}`)];
  const next = threads > fitting ? `--threads ${fitting} is safer` : `${less.join(" or ")} takes less`;
  return `${pages} about ${formatGigabytes(needed)}, and ${formatGigabytes(freeBytes)} are free: ${next}.`;
}

/** The most pages, up to a limit, of which this holds as of all fewer; at least 1. */
function mostFitting(limit: number, fits: (pages: number) => boolean): number {
  let pages = 1;
  while (pages < limit && fits(pages + 1)) pages++;
  return pages;
}

export function formatGigabytes(bytes: number): string {
  return `${(bytes / 1e9).toFixed(1)} GB`;
}
