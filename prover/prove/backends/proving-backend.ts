/**
 * The programs that turn a witness into a Groth16 proof, behind one interface. Whichever it is, its proof is verified
 * before it counts.
 * @module
 */
import type { CircuitInput } from "../../witness/circuit-input.ts";
import type { RawPageProof } from "../page-prover.ts";
import type { WorkerPool } from "../worker-pool.ts";
import { rapidsnarkBackend } from "./rapidsnark-backend.ts";
import { snarkjsBackend } from "./snarkjs-backend.ts";

export type BackendChoice =
  | { readonly name: "snarkjs" }
  /** `path` is the binary: a path, or a name that is looked for in PATH. */
  | { readonly name: "rapidsnark"; readonly path: string };

/** What a proof is made with: two files of `CircuitFiles`. */
export interface ProvingFiles {
  readonly wasm: string;
  readonly provingKey: string;
}

export interface ProvingBackend {
  /** @throws PageRefusedError where the circuit does not take the input; whatever else fails may be tried again. */
  prove(files: ProvingFiles, input: CircuitInput, signal: AbortSignal): Promise<RawPageProof>;
}

export function createBackend(choice: BackendChoice, pool: WorkerPool): ProvingBackend {
  return choice.name === "snarkjs" ? snarkjsBackend(pool) : rapidsnarkBackend(choice.path, pool);
}
