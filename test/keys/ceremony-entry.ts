/** Entries of a manifest for a ceremony that never took place. @module */
import { sha256Hex } from "../../prover/groth16/canonical-json.ts";
import { KEYS_FORMAT, KEYS_VERSION, type KeyEntry, type KeysManifest } from "../../prover/keys/manifest.ts";

export const SOURCE_HASH = "0".repeat(64);
export const R1CS = "a constraint system";
export const WASM = "a witness generator";
export const COMPILER = { name: "circom2", version: "0.2.23", flags: ["--O1"] };
/** The manifest of that circuit. */
export const COMPILED = {
  name: "test",
  sourceHash: SOURCE_HASH,
  compiler: COMPILER,
  r1csSha256: sha256Hex(R1CS),
  wasmSha256: sha256Hex(WASM),
  symSha256: sha256Hex("names of signals"),
};

export function ceremonyEntry(fields: Partial<KeyEntry> = {}): KeyEntry {
  return {
    size: "test",
    slots: 4,
    lanes: 8,
    circuit: { sourceHash: SOURCE_HASH, compiler: COMPILER, r1csSha256: sha256Hex(R1CS) },
    kind: "ceremony",
    insecure: null,
    ptau: { name: "powersOfTau28_hez_final_17.ptau", blake2b512: "1".repeat(128), known: true },
    contributions: [
      { number: 1, name: "Ada", type: "contribution", hash: "a".repeat(128) },
      { number: 2, name: "Zoë", type: "contribution", hash: "b".repeat(128) },
      { number: 3, name: "RANDAO of slot 1", type: "beacon", hash: "c".repeat(128) },
    ],
    verificationKey: { file: "verification-key.json", sha256: "2".repeat(64) },
    zkey: { file: "proving-key.zkey", sha256: "3".repeat(64), bytes: 7 },
    ...fields,
  };
}

export function manifestOf(...keys: readonly KeyEntry[]): KeysManifest {
  return { format: KEYS_FORMAT, version: KEYS_VERSION, keys: [...keys] };
}
