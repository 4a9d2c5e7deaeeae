/**
 * The files that forge tests read from build/fixtures/: JSON, every number a decimal string.
 * @module
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Hex } from "viem";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import type { Reserves } from "../support/independent-reserves.ts";

export const FIXTURES = join(REPOSITORY_ROOT, "build/fixtures");

/**
 * One report that ReservesOracle must accept, and the chain that it belongs to: verifier-contracts/test/ReportFixture.sol
 * sets that chain up. Lists stand side by side, because forge reads no arrays of objects.
 */
export interface ReportFixture {
  /** forge artifact of the generated verifier, `File.sol:Contract`, in verifier-contracts/generated/. */
  readonly verifier: string;
  readonly spurt: bigint;
  /** GrowthSpurts.start: one second more, and the first spurt has begun. */
  readonly spurtsStart: bigint;
  /** What EIP-4788 holds: `blockRoot` at `nextTimestamp`. */
  readonly nextTimestamp: bigint;
  readonly blockRoot: Hex;
  readonly genesisTime: bigint;
  readonly secondsPerSlot: bigint;
  readonly firstSummaryPeriod: bigint;
  /** One entry a fork, as ForkLayouts takes them. */
  readonly layouts: LayoutLists;
  readonly sources: SourceLists;
  readonly liabilities: SourceLists;
  readonly token: Hex;
  readonly supplySlot: bigint;
  /** 0 principal, 1 raw. */
  readonly policy: bigint;
  readonly pods: { readonly addresses: readonly Hex[]; readonly addedAt: readonly bigint[] };
  /** In the order of their numbers, from 1. */
  readonly provisions: {
    readonly pubkeys: readonly Hex[];
    readonly principalsGwei: readonly bigint[];
    readonly provisionedAt: readonly bigint[];
  };
  readonly writtenOff: readonly bigint[];
  /** In the order of the chain. */
  readonly registry: { readonly provisions: readonly bigint[]; readonly indices: readonly bigint[] };
  /** ABI-encoded arguments of the oracle's calls (call-pieces.ts). */
  readonly header: Hex;
  readonly top: Hex;
  /** In runs/. `whole` starts from 0 and ends at the chain's end; a toy report has others beside it (toy-runs.ts). */
  readonly runs: { readonly whole: Hex } & Readonly<Record<string, Hex>>;
  readonly execution: Hex;
  readonly deposits: Hex;
  /** Calculated apart from whatever made the pieces. */
  readonly expected: ExpectedReport;
}

export interface LayoutLists {
  readonly activationTimestamps: readonly bigint[];
  readonly balances: readonly bigint[];
  readonly validators: readonly bigint[];
  readonly pendingDeposits: readonly bigint[];
  readonly pendingConsolidations: readonly bigint[];
  readonly blockRoots: readonly bigint[];
  readonly historicalSummaries: readonly bigint[];
  readonly executionStateRoots: readonly bigint[];
  readonly executionBlockHashes: readonly bigint[];
  readonly expectedWithdrawals: readonly bigint[];
  /** 1: yes. */
  readonly progressiveLists: readonly bigint[];
}

export interface SourceLists {
  /** ASCII, padded to 32 bytes. */
  readonly names: readonly Hex[];
  /** 0 balance, 1 slot. */
  readonly kinds: readonly bigint[];
  readonly accounts: readonly Hex[];
  readonly slots: readonly bigint[];
}

/** By both policies; its pages are those of the run `whole`. */
export interface ExpectedReport extends Omit<Reserves, "reservesWei" | "rate"> {
  readonly registryCommitment: bigint;
  readonly slot: bigint;
  readonly validators: bigint;
  readonly writtenOff: bigint;
  /** Of the execution block, seconds: before that of the beacon block from Gloas on. */
  readonly executionTimestamp: bigint;
  readonly shareBasisPoints: bigint;
  readonly pages: bigint;
  readonly principalReservesWei: bigint;
  readonly rawReservesWei: bigint;
  readonly principalRate: bigint;
  readonly rawRate: bigint;
}

/** @param name File name below build/fixtures/. */
export function writeFixture(name: string, value: object): void {
  writeText(
    join(FIXTURES, name),
    `${JSON.stringify(value, (_, item) => (typeof item === "bigint" ? item.toString() : item), 2)}\n`,
  );
}

/**
 * A report, with its runs in a file of their own: they are most of it, and forge hands over a whole text for each value
 * that it reads from it.
 */
export function writeReport(name: string, { runs, ...rest }: ReportFixture): void {
  writeFixture(join("runs", name), runs);
  writeFixture(name, rest);
}

/** Renamed into place, so that a reader never sees half a file. */
export function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.partial`, text);
  renameSync(`${path}.partial`, path);
}
