/**
 * Which files `scripts/export-abi.ts` writes, and from what.
 * @module
 */
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../circuits/repository-root.ts";
import { renderAbi } from "./render-abi.ts";
import { renderContractErrors } from "./render-contract-errors.ts";

/** The contracts that the prover calls. */
const CALLED = {
  "beacon-roots-abi.ts": "BeaconRoots",
  "growth-spurts-abi.ts": "GrowthSpurts",
  "reserves-oracle-abi.ts": "ReservesOracle",
  "validator-registry-abi.ts": "ValidatorRegistry",
} as const;

/** These revert too: on behalf of the ones above, or while they are deployed. */
const BEHIND_THEM = [
  "BN254",
  "DevelopmentKey",
  "Eip4788",
  "ExecutionState",
  "ForkLayouts",
  "Groth16BatchVerifier",
  "ListTree",
  "PendingDeposits",
  "RateFeed",
  "SSZ",
];

export interface ExportedFile {
  readonly path: string;
  readonly render: () => string;
}

export const EXPORTED_FILES: readonly ExportedFile[] = [
  ...Object.entries(CALLED).map(([file, contract]) => ({
    path: submitFile(file),
    render: () => renderAbi(contract),
  })),
  {
    path: submitFile("contract-errors.ts"),
    render: () => renderContractErrors([...Object.values(CALLED), ...BEHIND_THEM]),
  },
];

function submitFile(name: string): string {
  return join(REPOSITORY_ROOT, "prover/submit", name);
}
