/**
 * Loads the keys of one circuit size and checks that circuit, proving key and verification key belong together.
 * @module
 */
import { z } from "zod";
import { PUBLIC_INPUT_COUNT } from "../groth16/verification-key.ts";
import { PAGE_SIZES, type PageLimits, type PageSize } from "../plan/page-sizes.ts";
import { type CircuitFiles, circuitFiles } from "./circuit-files.ts";
import { circuitManifestSchema } from "./circuit-manifest.ts";
import { KeyMismatchError, KeysMissingError } from "./errors.ts";
import { keySidecarSchema } from "./key-sidecar.ts";
import { readKeyFile } from "./read-key-file.ts";
import { sha256OfFile } from "./sha256-of-file.ts";

const circuitSchema = circuitManifestSchema.pick({ sourceHash: true, wasmSha256: true });
const verificationKeySchema = z.looseObject({ protocol: z.literal("groth16"), nPublic: z.int() });

export interface PageKeys {
  readonly size: PageSize;
  readonly limits: PageLimits;
  readonly files: CircuitFiles;
  readonly sourceHash: string;
  /** An insecure key of a ceremony counts as a development key: public deployments must not use it either. */
  readonly kind: "development" | "ceremony";
  readonly id: string;
  /** As snarkjs exports it. */
  readonly verificationKey: z.infer<typeof verificationKeySchema>;
}

/**
 * @throws KeysMissingError if a file is missing or unreadable.
 * @throws KeyMismatchError if a hash or the number of public inputs does not match the circuit.
 */
export async function loadKeys(size: PageSize, files: CircuitFiles = circuitFiles(size)): Promise<PageKeys> {
  const circuit = await readKeyFile(size, files.manifest, circuitSchema);
  const key = await readKeyFile(size, files.keyManifest, keySidecarSchema);
  const verificationKey = await readKeyFile(size, files.verificationKey, verificationKeySchema);
  const expectSame = (what: string, expected: string | number, found: string | number) => {
    if (expected !== found) throw new KeyMismatchError(size, what, String(expected), String(found));
  };
  expectSame("the circuit's source hash", circuit.sourceHash, key.circuitSourceHash);
  expectSame("the witness generator's SHA-256", circuit.wasmSha256, await sha256(size, files.wasm));
  expectSame("the number of public inputs", PUBLIC_INPUT_COUNT, verificationKey.nPublic);
  expectSame(
    "the verification key's SHA-256",
    key.verificationKeySha256,
    await sha256(size, files.verificationKey),
  );
  expectSame("the proving key's SHA-256", key.zkeySha256, await sha256(size, files.provingKey));
  return {
    size,
    limits: PAGE_SIZES[size],
    files,
    sourceHash: circuit.sourceHash,
    kind: key.insecure ? "development" : key.kind,
    id: key.id,
    verificationKey,
  };
}

function sha256(size: string, path: string): Promise<string> {
  return sha256OfFile(path).catch((cause) => {
    throw new KeysMissingError(size, path, cause);
  });
}
