/**
 * Makes a Groth16 key for BN254 straight from a compiled circuit, without powers of tau: a local ceremony for
 * 2^18 takes half an hour, this seconds, or a minute without the native program. snarkjs and rapidsnark prove with the key, any verifier takes it.
 *
 * INSECURE by construction: whoever runs this could keep the secret scalars. Every key says so (development-mark.ts).
 * @module
 */
import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { canonicalJson } from "../../prover/groth16/canonical-json.ts";
import { sha256OfFile } from "../../prover/keys/sha256-of-file.ts";
import { type DevelopmentKeySidecar, developmentKeySidecar } from "./development-mark.ts";
import { writeTogether } from "./partial-files.ts";
import { R1csFile } from "./r1cs-file.ts";
import { type KeyProgress, writeGroth16Key } from "./write-groth16-key.ts";

export interface DevelopmentKeyRequest {
  readonly r1csPath: string;
  /** These three are replaced when they exist. */
  readonly zkeyPath: string;
  readonly verificationKeyPath: string;
  readonly sidecarPath: string;
  /** Goes into the sidecar as it is. */
  readonly circuitSourceHash: string;
  /** Called often, on the main thread; counts only grow within a stage. */
  readonly onProgress?: (progress: KeyProgress) => void;
  /** Threads for the points; by default one a core. */
  readonly threads?: number;
  /** The native program that makes the points; without it WASM does, several times slower. */
  readonly multiples?: string | undefined;
}

/**
 * Writes zkey, verification key and sidecar, all or none; the sidecar appears last.
 * @throws R1csFormatError, CircuitTooLargeError, PointWorkerError; the file system's errors.
 */
export async function makeDevelopmentKeys(request: DevelopmentKeyRequest): Promise<DevelopmentKeySidecar> {
  const threads = Math.max(1, request.threads ?? availableParallelism());
  const { multiples } = request;
  const r1cs = new R1csFile(request.r1csPath);
  try {
    const paths = [request.zkeyPath, request.verificationKeyPath, request.sidecarPath] as const;
    return await writeTogether(paths, async ([zkeyPath, verificationKeyPath, sidecarPath]) => {
      const key = await writeGroth16Key(
        r1cs,
        zkeyPath,
        { threads, multiples },
        request.onProgress ?? (() => {}),
      );
      writeFileSync(verificationKeyPath, canonicalJson(key));
      const sidecar = developmentKeySidecar({
        circuitSourceHash: request.circuitSourceHash,
        r1csSha256: await sha256OfFile(request.r1csPath),
        zkeySha256: await sha256OfFile(zkeyPath),
        verificationKeySha256: await sha256OfFile(verificationKeyPath),
      });
      writeFileSync(sidecarPath, canonicalJson(sidecar));
      return sidecar;
    });
  } finally {
    r1cs.close();
  }
}
