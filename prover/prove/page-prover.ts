/**
 * Who makes the proofs: worker threads of this machine, or other machines through a queue. Whoever it is, `provePages`
 * verifies what comes back before it counts: the proof is trusted, not the prover.
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
  /** Pages that it takes at the same time. */
  readonly parallel: number;
  /** How often one page is tried where its prover dies or its proof does not verify, at least 1. */
  readonly attempts: number;
  /**
   * Proves one page. Rejects where the prover failed, and soon after `signal` aborts. A PageRefusedError says that no
   * other try will do; after any other failure the page is tried again.
   * @param witnessOf  circuit inputs of the page; called when somebody is free for it, so that few are in memory.
   */
  prove(page: PlannedPage, witnessOf: () => CircuitInput, signal: AbortSignal): Promise<RawPageProof>;
  /** Stops what still runs. */
  close(): Promise<void>;
}
