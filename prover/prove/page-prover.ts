/**
 * Interface of a prover: worker threads of this machine, or other machines through a queue. A prover is not trusted:
 * `provePages` verifies every returned proof.
 * @module
 */
import type { Groth16Proof } from "snarkjs";
import type { PlannedPage } from "../plan/plan-pages.ts";
import type { CircuitInput } from "../witness/circuit-input.ts";

/** Not verified yet. */
export interface RawPageProof {
  readonly proof: Groth16Proof;
  readonly publicSignals: readonly string[];
}

export interface PageProver {
  /** Concurrent pages. */
  readonly parallel: number;
  /** Name of the backend, if this machine proves; undefined if others do, whose speed says nothing about this one. */
  readonly localBackend?: string | undefined;
  /** Maximum attempts for one page if its prover dies or its proof is invalid, at least 1. */
  readonly attempts: number;
  /**
   * Proves one page. Rejects if the prover failed, and soon after `signal` aborts. After a PageRefusedError retrying
   * cannot help; after any other failure the page is retried.
   * @param witnessOf  circuit inputs of the page; called when a prover is free, so that few are in memory.
   */
  prove(page: PlannedPage, witnessOf: () => CircuitInput, signal: AbortSignal): Promise<RawPageProof>;
  /** Stops running tasks. */
  close(): Promise<void>;
}
