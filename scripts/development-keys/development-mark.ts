/**
 * The marks of a development key: inside the zkey and in a file next to it.
 * @module
 */
import { type KeySidecar, keyId } from "../../prover/keys/key-sidecar.ts";

export const INSECURE_WARNING =
  "INSECURE development key: its secret scalars were made on one machine, and whoever ran that machine can " +
  "forge proofs. For tests and demonstrations only; a real deployment needs a ceremony key.";

/**
 * Replaces the 64-byte hash of circuit and powers of tau in a ceremony key. Readable in a hex dump; `snarkjs zkey
 * verify` rejects it.
 */
export const DEVELOPMENT_CIRCUIT_HASH = Buffer.from(
  "INSECURE DEVELOPMENT KEY, NOT FROM A CEREMONY".padEnd(64, "."),
);

/** Beside the key, as JSON. */
export interface DevelopmentKeySidecar extends KeySidecar {
  readonly kind: "development";
  readonly insecure: true;
  readonly warning: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
}

export function developmentKeySidecar(
  hashes: Pick<
    DevelopmentKeySidecar,
    "circuitSourceHash" | "r1csSha256" | "zkeySha256" | "verificationKeySha256"
  >,
): DevelopmentKeySidecar {
  return {
    kind: "development",
    id: keyId({ kind: "development", insecure: true }, hashes.verificationKeySha256),
    insecure: true,
    warning: INSECURE_WARNING,
    ...hashes,
    createdAt: new Date().toISOString(),
  };
}
