/**
 * A key of a ceremony that never took place, for the circuit of the size "test", with a proving key of random bytes: for
 * all that fetches and compares keys, and proves nothing with them.
 * @module
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sha256Hex } from "../../prover/groth16/canonical-json.ts";
import type { VerificationKey } from "../../prover/groth16/verification-key.ts";
import {
  canonicalVerificationKey,
  verificationKeySha256,
} from "../../prover/groth16/verification-key-hash.ts";
import { type CircuitFiles, circuitFiles } from "../../prover/keys/circuit-files.ts";
import type { KeyEntry, KeysManifest } from "../../prover/keys/manifest.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { toyGroth16 } from "../support/toy-groth16.ts";
import { COMPILED, ceremonyEntry, manifestOf, R1CS, WASM } from "./ceremony-entry.ts";

export interface KeyExample {
  readonly entry: KeyEntry;
  readonly manifest: KeysManifest;
  readonly verificationKey: VerificationKey;
  readonly zkey: Buffer;
  /** The key's files, as the manifest names them. */
  readonly folder: string;
}

/** @param zkeyBytes  more than one part of a stream. */
export async function keyExample(zkeyBytes = 3_000_000): Promise<KeyExample> {
  const { verificationKey } = await toyGroth16();
  return keyExampleWith(verificationKey, zkeyBytes);
}

export function keyExampleWith(verificationKey: VerificationKey, zkeyBytes = 1000): KeyExample {
  const zkey = randomBytes(zkeyBytes);
  const folder = temporaryFolder();
  mkdirSync(join(folder, "test"));
  writeFileSync(join(folder, "test/proving-key.zkey"), zkey);
  writeFileSync(join(folder, "test/verification-key.json"), canonicalVerificationKey(verificationKey));
  const entry = ceremonyEntry({
    verificationKey: { file: "test/verification-key.json", sha256: verificationKeySha256(verificationKey) },
    zkey: { file: "test/proving-key.zkey", sha256: sha256Hex(zkey), bytes: zkeyBytes },
  });
  return { entry, manifest: manifestOf(entry), verificationKey, zkey, folder };
}

/** A build folder with the compiled circuit that `ceremonyEntry` names, and no keys. */
export function compiledCircuit(fields: Record<string, unknown> = {}): CircuitFiles {
  const files = circuitFiles("test", temporaryFolder());
  mkdirSync(join(files.directory, "circuit"), { recursive: true });
  writeFileSync(files.manifest, JSON.stringify({ ...COMPILED, ...fields }));
  writeFileSync(files.wasm, WASM);
  writeFileSync(files.r1cs, R1CS);
  return files;
}
