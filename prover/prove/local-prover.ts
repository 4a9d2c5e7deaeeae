/**
 * Proves on this machine. `createProvingPool` proves any circuit input with any keys, for a queue worker;
 * `createLocalProver` proves the pages of a plan.
 * @module
 */
import type { PageKeys } from "../keys/load-keys.ts";
import type { BackendChoice, ProvingBackend } from "./backends/backend.ts";
import { backendNamed } from "./backends/registry.ts";
import type { PageProver } from "./page-prover.ts";
import { createWorkerPool } from "./worker-pool.ts";

export interface ProvingPool extends ProvingBackend {
  /** Concurrent pages; further ones wait. */
  readonly parallel: number;
}

/** @param options.threads  worker threads, each proving one page at a time. */
export function createProvingPool({
  threads,
  backend,
}: {
  readonly threads: number;
  readonly backend: BackendChoice;
}): ProvingPool {
  const pool = createWorkerPool(threads);
  // A process of a backend is not a thread of the pool: this signal ends it.
  const closing = new AbortController();
  const proving = backendNamed(backend.name).create(backend, pool);
  const running = new Set<Promise<unknown>>();
  return {
    parallel: threads,
    async prove(files, input, signal) {
      const stop = new AbortController();
      const abort = () => stop.abort(signal.aborted ? signal.reason : closing.signal.reason);
      for (const source of [signal, closing.signal]) {
        if (source.aborted) abort();
        source.addEventListener("abort", abort);
      }
      const page = proving.prove(files, input, stop.signal);
      running.add(page);
      try {
        return await page;
      } finally {
        running.delete(page);
        for (const source of [signal, closing.signal]) source.removeEventListener("abort", abort);
      }
    },
    async close() {
      closing.abort(new Error("The prover was closed."));
      await Promise.allSettled(running);
      await proving.close();
      await pool.close();
    },
  };
}

/** Attempts for a page whose worker dies. */
export const LOCAL_ATTEMPTS = 3;

export interface LocalProverOptions {
  readonly keys: PageKeys;
  readonly threads: number;
  /** Default: snarkjs. */
  readonly backend?: BackendChoice;
  /** Default: LOCAL_ATTEMPTS. */
  readonly attempts?: number;
}

export function createLocalProver({
  keys,
  threads,
  backend = { name: "snarkjs" },
  attempts = LOCAL_ATTEMPTS,
}: LocalProverOptions): PageProver {
  const pool = createProvingPool({ threads, backend });
  return {
    parallel: threads,
    localBackend: backend.name,
    attempts,
    prove: (_, witnessOf, signal) => pool.prove(keys.files, witnessOf(), signal),
    close: () => pool.close(),
  };
}
