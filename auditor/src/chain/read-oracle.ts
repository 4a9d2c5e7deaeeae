/**
 * An oracle's newest report, and the rates of earlier ones. The endpoint is trusted for all of it.
 * @module
 */
import { type Address, getAddress, isAddress } from "viem";
import { type ChainClient, createChainClient } from "../../../prover/chain/client/chain-client.ts";
import { readView } from "../../../prover/chain/client/read-view.ts";
import { connectOracle, type OracleContracts } from "../../../prover/chain/views/oracle-contracts.ts";
import {
  type Report,
  readBlockAssetsAddress,
  readRate,
  readReport,
} from "../../../prover/chain/views/oracle-views.ts";
import { oracleAt } from "../../../prover/chain/views/protocol-contracts.ts";
import { readReportedCreditWei } from "../../../prover/chain/views/read-consolidations.ts";
import { readVerificationKeyHash } from "../../../prover/chain/views/read-verification-key-hash.ts";
import type { Hex } from "../../../prover/hex.ts";
import type { RatePoint } from "../rate-history.ts";
import { AddressUnusableError } from "../sources/source-errors.ts";
import { forThePage, NoReportYetError } from "./chain-errors.ts";

export interface SpurtReport {
  readonly spurt: bigint;
  readonly report: Report;
  /** Of the principal, what consolidated validators have in others. */
  readonly creditWei: bigint;
}

export interface OracleReading {
  readonly chain: ChainClient;
  readonly contracts: OracleContracts;
  /** Keeps what counts beside validators. */
  readonly blockAssets: Address;
  /** The newest one with a report. */
  readonly spurt: bigint;
  readonly report: Report;
  /** Newest first, the newest among them. */
  readonly reports: readonly SpurtReport[];
  readonly rates: readonly RatePoint[];
  /** SHA-256 of the contract's verification key. */
  readonly keyHash: Hex;
}

/** A year of spurts; limits waiting time and requests. */
const MOST_SPURTS = 52n;

/** @throws AddressUnusableError, EndpointUnreachableError, NoReportYetError, ContractUnreadableError */
export async function readOracle(endpoint: string, address: string): Promise<OracleReading> {
  checkEndpoint(endpoint);
  if (!isAddress(address, { strict: false })) {
    throw new AddressUnusableError(address, "it is not the address of a contract", `0x${"12".repeat(20)}`);
  }
  try {
    return await read(createChainClient({ url: endpoint }), getAddress(address));
  } catch (error) {
    throw forThePage(error, new URL(endpoint).origin);
  }
}

async function read(chain: ChainClient, oracle: Hex): Promise<OracleReading> {
  const contracts = await connectOracle(chain, oracle);
  const newest = await readView(chain, oracleAt(oracle), "latestSpurt", []);
  const numbers: bigint[] = [];
  for (let spurt = newest; spurt > 0n && newest - spurt < MOST_SPURTS; spurt--) numbers.push(spurt);
  // A spurt without a report was never finalized: a gap, not a failure.
  const found = await Promise.all(
    numbers.map(async (spurt) => {
      const report = await readReport(chain, contracts, spurt).catch((error) => {
        if (error instanceof Error && "code" in error && error.code === "CONTRACT_REFUSED") return undefined;
        throw error;
      });
      if (report === undefined || report.reportedAt === 0n) return undefined;
      const [rate, creditWei] = await Promise.all([
        readRate(chain, contracts, spurt),
        readReportedCreditWei(chain, contracts, spurt),
      ]);
      return { spurt, report, rate, creditWei };
    }),
  );
  const reports = found.filter((each) => each !== undefined);
  const first = reports[0];
  if (first === undefined) throw new NoReportYetError(oracle);
  return {
    chain,
    contracts,
    blockAssets: await readBlockAssetsAddress(chain, contracts),
    reports,
    spurt: first.spurt,
    report: first.report,
    rates: reports.map(({ report, rate }) => ({
      timeSeconds: BigInt(report.blockTimestamp),
      slot: Number(report.slot),
      blockRoot: report.blockRoot.toLowerCase(),
      rate: report.rate,
      standing: rate.status,
    })),
    keyHash: await readVerificationKeyHash(chain, contracts),
  };
}

function checkEndpoint(endpoint: string): void {
  const example = "https://rpc.example.org or http://127.0.0.1:8545";
  if (!URL.canParse(endpoint))
    throw new AddressUnusableError(endpoint, "it is not the address of an endpoint", example);
  const { protocol, hostname } = new URL(endpoint);
  const isLoopback = protocol === "http:" && ["127.0.0.1", "localhost"].includes(hostname);
  if (protocol !== "https:" && !isLoopback) {
    throw new AddressUnusableError(endpoint, "only https, and http on this machine, are allowed", example);
  }
}
