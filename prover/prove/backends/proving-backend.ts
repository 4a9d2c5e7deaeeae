/**
 * The common interface of programs that compute a Groth16 proof from a witness. Every proof is verified before it
 * counts.
 * @module
 */
import type { CircuitInput } from "../../witness/circuit-input.ts";
import type { RawPageProof } from "../page-prover.ts";
import type { WorkerPool } from "../worker-pool.ts";
import { rapidsnarkBackend } from "./rapidsnark-backend.ts";
import { snarkjsBackend } from "./snarkjs-backend.ts";

export type BackendChoice =
  | { readonly name: "snarkjs" }
  /** `path` is the binary: a path, or a name to find in PATH. */
  | { readonly name: "rapidsnark"; readonly path: string };

/** Inputs of a proof: two files of `CircuitFiles`. */
export interface ProvingFiles {
  readonly wasm: string;
  readonly provingKey: string;
}

export interface ProvingBackend {
  /** @throws PageRefusedError if the circuit rejects the input; other failures may be retried. */
  prove(files: ProvingFiles, input: CircuitInput, signal: AbortSignal): Promise<RawPageProof>;
}

export function createBackend(choice: BackendChoice, pool: WorkerPool): ProvingBackend {
  return choice.name === "snarkjs" ? snarkjsBackend(pool) : rapidsnarkBackend(choice.path, pool);
}
