/**
 * Writes the verifier contract of one circuit size to the folder that forge compiles.
 * @module
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadKeys } from "../../prover/keys/load-keys.ts";
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { generateBatchVerifier } from "../export-verifier/generate-batch-verifier.ts";
import { writeVerifier } from "../export-verifier/write-verifier.ts";

export interface PageVerifier {
  readonly contractName: string;
  /** Of its source, relative to the repository. */
  readonly path: string;
}

export async function writePageVerifier(size: PageSize): Promise<PageVerifier> {
  const keys = await loadKeys(size);
  const contractName = `ReservesPageVerifier${size[0]!.toUpperCase()}${size.slice(1)}`;
  const path = join("verifier-contracts/generated", `${contractName}.sol`);
  const file = join(REPOSITORY_ROOT, path);
  const source = generateBatchVerifier({
    verificationKey: await readFile(keys.files.verificationKey, "utf8"),
    circuitSourceHash: keys.sourceHash,
    keyKind: keys.kind,
    contractName,
  });
  await writeVerifier(file, source);
  return { contractName, path };
}
