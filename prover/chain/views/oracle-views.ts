/**
 * Reads one spurt's data from the oracle and its contracts.
 * @module
 */

import { beaconRootsAbi } from "../abi/beacon-roots-abi.ts";
import { reservesOracleAbi } from "../abi/reserves-oracle-abi.ts";
import type { ChainClient } from "../client/chain-client.ts";
import type { OracleContracts } from "./oracle-contracts.ts";

/** At the latest block or the given one. */
export function readProgress(
  chain: ChainClient,
  { oracle }: OracleContracts,
  spurt: bigint,
  blockNumber?: bigint,
) {
  const view = { address: oracle, abi: reservesOracleAbi, functionName: "progressOf" } as const;
  return chain.ask(
    `progressOf(${spurt})`,
    chain.viem.readContract({ ...view, args: [spurt], ...at(blockNumber) }),
  );
}

export type SpurtProgress = Awaited<ReturnType<typeof readProgress>>;

/** @throws ContractRefusedError (NoReport) where there is none. */
export function readReport(
  chain: ChainClient,
  { oracle }: OracleContracts,
  spurt: bigint,
  blockNumber?: bigint,
) {
  const view = { address: oracle, abi: reservesOracleAbi, functionName: "reportOf" } as const;
  return chain.ask(
    `reportOf(${spurt})`,
    chain.viem.readContract({ ...view, args: [spurt], ...at(blockNumber) }),
  );
}

export type Report = Awaited<ReturnType<typeof readReport>>;

/** As `RateStatus` of the contract. */
const RATE_STATUS = ["none", "in review", "accepted", "vetoed"] as const;
export type RateStatus = (typeof RATE_STATUS)[number];

export async function readRate(
  chain: ChainClient,
  { oracle }: OracleContracts,
  spurt: bigint,
  blockNumber?: bigint,
) {
  const view = { address: oracle, abi: reservesOracleAbi, args: [spurt], ...at(blockNumber) } as const;
  const [status, rate] = await Promise.all([
    chain.ask(`statusOf(${spurt})`, chain.viem.readContract({ ...view, functionName: "statusOf" })),
    chain.ask(`rateOf(${spurt})`, chain.viem.readContract({ ...view, functionName: "rateOf" })),
  ]);
  return { ...rate, status: RATE_STATUS[status] ?? "none" };
}

export type SpurtRate = Awaited<ReturnType<typeof readRate>>;

/** The spurt's block stored in BeaconRoots; undefined before it is stored. */
export async function readStoredBlock(chain: ChainClient, { beaconRoots }: OracleContracts, spurt: bigint) {
  const view = { address: beaconRoots, abi: beaconRootsAbi, args: [spurt] } as const;
  const stored = await chain.ask(
    `isStored(${spurt})`,
    chain.viem.readContract({ ...view, functionName: "isStored" }),
  );
  if (!stored) return undefined;
  return chain.ask(`blockOf(${spurt})`, chain.viem.readContract({ ...view, functionName: "blockOf" }));
}

function at(blockNumber: bigint | undefined): { readonly blockNumber?: bigint } {
  return blockNumber === undefined ? {} : { blockNumber };
}
