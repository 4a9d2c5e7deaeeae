/**
 * Which files `scripts/export-abi.ts` writes, and from what.
 * @module
 */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { renderAbi } from "./render-abi.ts";
import { renderContractErrors } from "./render-contract-errors.ts";

/** The contracts that the prover calls. */
const CALLED = {
  "beacon-roots-abi.ts": "BeaconRoots",
  "block-assets-abi.ts": "BlockAssets",
  "consolidations-abi.ts": "Consolidations",
  // What every generated verifier inherits; the key is no part of an ABI.
  "groth16-batch-verifier-abi.ts": "Groth16BatchVerifier",
  "growth-spurts-abi.ts": "GrowthSpurts",
  "puffer-assets-abi.ts": "PufferAssets",
  "puffer-registry-abi.ts": "PufferRegistry",
  "puffer-second-opinion-abi.ts": "PufferSecondOpinion",
  "puffer-source-abi.ts": "PufferSource",
  "reserves-oracle-abi.ts": "ReservesOracle",
  "rewards-distributor-abi.ts": "RewardsDistributor",
  "validator-registry-abi.ts": "ValidatorRegistry",
} as const;

export interface ExportedFile {
  readonly path: string;
  readonly render: () => string;
}

export const EXPORTED_FILES: readonly ExportedFile[] = [
  ...Object.entries(CALLED).map(([file, contract]) => ({
    path: abiFile(file),
    render: () => renderAbi(contract),
  })),
  {
    path: abiFile("contract-errors.ts"),
    render: () => renderContractErrors(contractsAndLibraries()),
  },
];

/** All of src/: a library reverts on behalf of those that use it. */
function contractsAndLibraries(): string[] {
  const sources = join(REPOSITORY_ROOT, "verifier-contracts/src");
  return [sources, join(sources, "puffer")]
    .flatMap((folder) => readdirSync(folder))
    .filter((file) => file.endsWith(".sol"))
    .map((file) => basename(file, ".sol"))
    .sort();
}

function abiFile(name: string): string {
  return join(REPOSITORY_ROOT, "prover/chain/abi", name);
}
