/**
 * Paths of compiled circuits and keys: `build/<size>/`, written by `scripts/setup.ts`. Relative to this file, so that
 * the command works from any directory.
 * @module
 */

import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Of everything that is built on this machine. */
export const BUILD_DIRECTORY = fileURLToPath(new URL("../../build", import.meta.url));

export interface CircuitFiles {
  readonly directory: string;
  /** Witness generator. */
  readonly wasm: string;
  /** Witness program of the native prover: may be missing. */
  readonly witnessProgram: string;
  /** Constraint system. */
  readonly r1cs: string;
  /** Manifest of the compiled circuit: source hash, compiler, SHA-256 of the constraint system, counts. */
  readonly manifest: string;
  readonly provingKey: string;
  readonly verificationKey: string;
  /** Kind of the key, and its circuit. */
  readonly keyManifest: string;
}

export function circuitFiles(size: string, buildDirectory = BUILD_DIRECTORY): CircuitFiles {
  const directory = join(buildDirectory, size);
  return {
    directory,
    wasm: join(directory, "circuit", "circuit.wasm"),
    witnessProgram: join(directory, "circuit", "witness.program"),
    r1cs: join(directory, "circuit", "circuit.r1cs"),
    manifest: join(directory, "circuit", "circuit.json"),
    provingKey: join(directory, "keys", "proving-key.zkey"),
    verificationKey: join(directory, "keys", "verification-key.json"),
    keyManifest: join(directory, "keys", "key.json"),
  };
}
