/**
 * Proves all pages of a plan with an untrusted prover: every returned proof is verified against the verification key
 * and its public signals against the plan; a failed page is retried; a verified page is stored.
 * @module
 */

import type { PageKeys } from "../keys/load-keys.ts";
import type { PagePlan, PlannedPage } from "../plan/plan-pages.ts";
import type { CircuitInput } from "../witness/circuit-input.ts";
import { checkPageProof, type PageProof } from "./check-page-proof.ts";
import {
  PageProofInvalidError,
  PageProvingError,
  PageRefusedError,
  ProvingInterruptedError,
  StoredPageError,
} from "./errors.ts";
import type { PageProver } from "./page-prover.ts";
import type { PageStore } from "./page-store.ts";

export interface ProvePagesOptions {
  /** Not closed here: the caller closes it. */
  readonly prover: PageProver;
  /** Circuit inputs of one page; called when a prover is free, so that few are in memory at once. */
  readonly witnessOf: (page: PlannedPage) => CircuitInput;
  /** Stored pages are verified and not proved again; finished pages are stored immediately. */
  readonly store?: PageStore | undefined;
  /** @param seconds  from taking the page to its verified proof. */
  readonly onProved?: (done: number, total: number, seconds: number) => void;
  /** Number of pages found in the store; called once before the first is proved, if there are any. */
  readonly onKept?: (kept: number, total: number) => void;
  /** A page failed and will be tried again. */
  readonly onRetry?: (page: PlannedPage, attempt: number, error: Error) => void;
  /** A stored page is damaged or invalid: it will be proved again. */
  readonly onRefused?: (page: PlannedPage, error: Error) => void;
  /** Aborts the work; reason "SIGINT" or "SIGTERM". */
  readonly signal?: AbortSignal | undefined;
}

/**
 * @returns proofs in page order.
 * @throws PageProvingError, PageProofInvalidError if a page fails for good: the others are stopped.
 * @throws ProvingInterruptedError if the signal aborts.
 */
export async function provePages(
  plan: PagePlan,
  keys: PageKeys,
  options: ProvePagesOptions,
): Promise<PageProof[]> {
  const { prover, store, onProved, onKept, signal } = options;
  const total = plan.pages.length;
  const proofs = new Map<number, PageProof>();
  const stop = new AbortController();
  const interrupt = () => stop.abort(signal?.reason);
  if (signal?.aborted) interrupt();
  signal?.addEventListener("abort", interrupt);
  const waiting: PlannedPage[] = [];
  const proveNext = async (): Promise<void> => {
    for (let page = waiting.shift(); page !== undefined && !stop.signal.aborted; page = waiting.shift()) {
      const start = performance.now();
      const proof = await proveOne(page, total, keys, options, stop.signal);
      const seconds = (performance.now() - start) / 1000;
      await store?.write(proof);
      proofs.set(page.number, proof);
      onProved?.(proofs.size, total, seconds);
    }
  };
  try {
    for (const page of plan.pages) {
      if (stop.signal.aborted) break;
      const proof = await readStored(page, keys, options);
      if (proof === undefined) waiting.push(page);
      else proofs.set(page.number, proof);
    }
    if (proofs.size > 0) onKept?.(proofs.size, total);
    const lanes = Math.max(1, Math.min(prover.parallel, waiting.length));
    await allOrNone(Array.from({ length: lanes }, proveNext), (error) => stop.abort(error));
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
  if (signal?.aborted && proofs.size < total) {
    throw new ProvingInterruptedError(proofs.size, total, store !== undefined, signal.reason);
  }
  return plan.pages.map(({ number }) => proofs.get(number)!);
}

async function proveOne(
  page: PlannedPage,
  pageCount: number,
  keys: PageKeys,
  { prover, witnessOf, store, onRetry }: ProvePagesOptions,
  signal: AbortSignal,
): Promise<PageProof> {
  for (let attempt = 1; ; attempt++) {
    try {
      const raw = await prover.prove(page, () => witnessOf(page), signal);
      return await checkPageProof(page, raw, keys);
    } catch (cause) {
      if (signal.aborted) throw cause;
      const error = cause instanceof Error ? cause : new Error(String(cause));
      if (attempt >= prover.attempts || error instanceof PageRefusedError) {
        if (error instanceof PageProofInvalidError) throw error;
        throw new PageProvingError(page.number, pageCount, attempt, store !== undefined, error);
      }
      onRetry?.(page, attempt, error);
    }
  }
}

async function readStored(
  page: PlannedPage,
  keys: PageKeys,
  { store, onRefused }: ProvePagesOptions,
): Promise<PageProof | undefined> {
  try {
    const raw = await store?.read(page);
    return raw === undefined ? undefined : await checkPageProof(page, raw, keys);
  } catch (error) {
    if (!(error instanceof PageProofInvalidError || error instanceof StoredPageError)) throw error;
    onRefused?.(page, error);
    return undefined;
  }
}

/** Waits for all; on the first failure aborts the others and throws it after they have ended. */
async function allOrNone(tasks: Promise<void>[], onFailure: (error: unknown) => void): Promise<void> {
  const failures: unknown[] = [];
  await Promise.all(
    tasks.map((task) =>
      task.catch((error) => {
        failures.push(error);
        onFailure(error);
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
}
