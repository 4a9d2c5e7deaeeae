/**
 * Reads one spurt's data from the oracle and its contracts, at the latest block or at the given one.
 * @module
 */
import type { ChainClient } from "../client/chain-client.ts";
import { readView } from "../client/read-view.ts";
import type { OracleContracts } from "./oracle-contracts.ts";
import { beaconRootsAt, oracleAt } from "./protocol-contracts.ts";

/** How far the pages of a spurt are. */
export function readProgress(
  chain: ChainClient,
  { oracle }: Pick<OracleContracts, "oracle">,
  spurt: bigint,
  blockNumber?: bigint,
) {
  return readView(chain, oracleAt(oracle), "progressOf", [spurt], blockNumber);
}

/** Whether pages can go on after so many validators: a run of pages ended there. */
export function readIsProved(
  chain: ChainClient,
  { oracle }: Pick<OracleContracts, "oracle">,
  spurt: bigint,
  count: bigint,
) {
  return readView(chain, oracleAt(oracle), "isProved", [spurt, count]);
}

export type SpurtProgress = Awaited<ReturnType<typeof readProgress>>;

/**
 * A spurt's report as the oracle keeps it: amounts in wei, the rate in ETH per pufETH with 18 decimals, times in seconds.
 * @throws ContractRefusedError (NoReport) where there is none, ContractUnreadableError, and the RPC errors.
 */
export function readReport(
  chain: ChainClient,
  { oracle }: Pick<OracleContracts, "oracle">,
  spurt: bigint,
  blockNumber?: bigint,
) {
  return readView(chain, oracleAt(oracle), "reportOf", [spurt], blockNumber);
}

/** Until when a higher report of the same block may replace that of a spurt, seconds. */
export function readImprovableUntil(
  chain: ChainClient,
  { oracle }: Pick<OracleContracts, "oracle">,
  spurt: bigint,
) {
  return readView(chain, oracleAt(oracle), "improvableUntil", [spurt]);
}

/** The contract that keeps what counts beside validators. */
export function readBlockAssetsAddress(chain: ChainClient, { oracle }: Pick<OracleContracts, "oracle">) {
  return readView(chain, oracleAt(oracle), "blockAssets", []);
}

export type Report = Awaited<ReturnType<typeof readReport>>;

/** As `RateStatus` of the contract. */
const RATE_STATUS = ["none", "in review", "accepted", "vetoed"] as const;
export type RateStatus = (typeof RATE_STATUS)[number];

/**
 * The rate of a spurt, ETH per pufETH with 18 decimals, whether it counts, and from when, seconds.
 * @throws ContractUnreadableError, and the RPC errors.
 */
export async function readRate(
  chain: ChainClient,
  { oracle }: Pick<OracleContracts, "oracle">,
  spurt: bigint,
  blockNumber?: bigint,
) {
  const [status, rate] = await Promise.all([
    readView(chain, oracleAt(oracle), "statusOf", [spurt], blockNumber),
    readView(chain, oracleAt(oracle), "rateOf", [spurt], blockNumber),
  ]);
  return { ...rate, status: RATE_STATUS[status] ?? "none" };
}

export type SpurtRate = Awaited<ReturnType<typeof readRate>>;

/** The spurt's last block as BeaconRoots stores it; undefined before it is stored. */
export async function readStoredBlock(
  chain: ChainClient,
  { beaconRoots }: Pick<OracleContracts, "beaconRoots">,
  spurt: bigint,
) {
  const roots = beaconRootsAt(beaconRoots);
  if (!(await readView(chain, roots, "isStored", [spurt]))) return undefined;
  return readView(chain, roots, "blockOf", [spurt]);
}
