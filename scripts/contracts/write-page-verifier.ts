/**
 * Writes the verifier contract of one circuit size to the folder that forge compiles.
 * @module
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { loadKeys } from "../../prover/keys/load-keys.ts";
import type { PageSize } from "../../prover/plan/page-sizes.ts";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { generateBatchVerifier } from "../export-verifier/generate-batch-verifier.ts";

/** @returns the contract's name. */
export async function writePageVerifier(size: PageSize): Promise<string> {
  const keys = await loadKeys(size);
  const contractName = `ReservesPageVerifier${size[0]!.toUpperCase()}${size.slice(1)}`;
  const path = join(REPOSITORY_ROOT, "verifier-contracts/generated", `${contractName}.sol`);
  const source = generateBatchVerifier({
    verificationKey: await readFile(keys.files.verificationKey, "utf8"),
    circuitSourceHash: keys.sourceHash,
    keyKind: keys.kind,
    contractName,
  });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, source);
  return contractName;
}
