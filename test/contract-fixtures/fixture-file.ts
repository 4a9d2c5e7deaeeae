/**
 * The files that forge tests read from build/fixtures/: JSON, every number a decimal string.
 * @module
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Hex } from "viem";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";

export const FIXTURES = join(REPOSITORY_ROOT, "build/fixtures");

/** One report that ReservesOracle must accept, and the chain that it belongs to. */
export interface ReportFixture {
  /** forge artifact of the generated verifier, `File.sol:Contract`, in verifier-contracts/generated/. */
  readonly verifier: string;
  /** Calldata of `report(…)`, with its selector. */
  readonly calldata: Hex;
  /** What EIP-4788 holds: `blockRoot` at `nextTimestamp`. */
  readonly nextTimestamp: bigint;
  readonly blockRoot: Hex;
  readonly genesisTime: bigint;
  readonly secondsPerSlot: bigint;
  /** One entry a fork, as ForkLayouts takes them; lists side by side, because forge reads no arrays of objects. */
  readonly layouts: {
    readonly activationTimestamps: readonly bigint[];
    readonly balancesGindices: readonly bigint[];
    readonly executionStateRootGindices: readonly bigint[];
  };
  readonly pools: readonly Hex[];
  readonly token: Hex;
  readonly supplySlot: bigint;
  /** In registry order. */
  readonly registry: { readonly indices: readonly bigint[]; readonly principalsGwei: readonly bigint[] };
  readonly expected: {
    readonly registryCommitment: bigint;
    readonly validators: bigint;
    readonly existing: bigint;
    readonly rawWei: bigint;
    readonly principalWei: bigint;
    readonly poolsWei: bigint;
    readonly supplyWei: bigint;
  };
}

/** @param name File name below build/fixtures/. */
export function writeFixture(name: string, value: object): void {
  writeText(
    join(FIXTURES, name),
    `${JSON.stringify(value, (_, item) => (typeof item === "bigint" ? item.toString() : item), 2)}\n`,
  );
}

/** Renamed into place, so that a reader never sees half a file. */
export function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.partial`, text);
  renameSync(`${path}.partial`, path);
}
