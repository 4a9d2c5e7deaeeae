/**
 * The manifest entry of a key that is installed in build/<size>/, files named below its folder.
 * @module
 */
import { readFileSync, statSync } from "node:fs";
import { circuitFiles } from "../../prover/keys/circuit-files.ts";
import { keySidecarSchema } from "../../prover/keys/key-sidecar.ts";
import type { KeyEntry } from "../../prover/keys/manifest.ts";
import { PAGE_SIZES, type PageSize } from "../../prover/plan/page-sizes.ts";
import type { CircuitManifest } from "../../scripts/circuits/compile-circuit.ts";

/** @param size  with a development key, as tests have. */
export function installedEntry(size: PageSize): KeyEntry {
  const files = circuitFiles(size);
  const json = (path: string) => JSON.parse(readFileSync(path, "utf8"));
  const { sourceHash, compiler, r1csSha256 } = json(files.manifest) as CircuitManifest;
  const sidecar = keySidecarSchema.parse(json(files.keyManifest));
  return {
    size,
    ...PAGE_SIZES[size],
    circuit: { sourceHash, compiler: { ...compiler, flags: [...compiler.flags] }, r1csSha256 },
    kind: "development",
    insecure: sidecar.warning!,
    ptau: null,
    contributions: [],
    verificationKey: { file: "verification-key.json", sha256: sidecar.verificationKeySha256 },
    zkey: {
      file: "proving-key.zkey",
      sha256: sidecar.zkeySha256,
      bytes: statSync(files.provingKey).size,
    },
  };
}
