/**
 * snarkjs in a worker thread; always available.
 * @module
 */

import type { WorkerPool } from "../worker-pool.ts";
import type { ProvingBackend } from "./proving-backend.ts";

export function snarkjsBackend(pool: WorkerPool): ProvingBackend {
  return {
    prove: ({ wasm, provingKey }, input, signal) =>
      pool.provePage({ wasmPath: wasm, provingKeyPath: provingKey, input }, signal),
  };
}
