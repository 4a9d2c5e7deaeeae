/**
 * The latest spurt that has ended and the running one, for repeated polling.
 * @module
 */
import type { Address } from "viem";
import { latestBlock } from "../chain/blocks/execution-block.ts";
import { atOneBlock } from "../chain/client/at-one-block.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { connectOracle, type OracleContracts } from "../chain/views/oracle-contracts.ts";
import { type Spurt, spurtNumberAt, spurtWithNumber } from "../chain/views/spurts.ts";
import { readSpurtStatus, type SpurtStatus } from "./spurt-status.ts";

export interface LatestSpurts {
  /** Null before the first one has ended. */
  readonly ended: SpurtStatus | null;
  /** The running spurt, or the first one before it begins. */
  readonly running: Spurt;
  /** Of the latest block, seconds. */
  readonly timestamp: bigint;
}

/** @returns Reads them. It throws ContractUnreadableError, ChainMovedError, and how the RPC fails. */
export function latestSpurtsReader(node: ChainClient, oracle: Address): () => Promise<LatestSpurts> {
  // Addresses behind an oracle never change: once asked, they are known.
  let contracts: OracleContracts | undefined;
  return async () => {
    const chain = atOneBlock(node);
    contracts ??= await connectOracle(chain, oracle);
    const { timestamp } = await latestBlock(chain);
    const current = await spurtNumberAt(chain, contracts, timestamp);
    const running = await spurtWithNumber(chain, contracts, current === 0n ? 1n : current);
    if (running.number === 1n) return { ended: null, running, timestamp };
    const ended = await spurtWithNumber(chain, contracts, running.number - 1n);
    return { ended: await readSpurtStatus(chain, contracts, ended, timestamp), running, timestamp };
  };
}
