/**
 * Progress of a spurt's pages, as stored by the oracle.
 * @module
 */
import { parseAbi } from "viem";
import type { Hex } from "../../hex.ts";
import { askContract } from "../client/ask-contract.ts";
import { createRpcClient } from "../client/rpc-client.ts";

export interface PageProgress {
  /** Validators in accepted pages: the first ones of the registry; 0 before the spurt is open. */
  readonly count: number;
  readonly finalized: boolean;
}

/** Subset of interfaces/IReservesOracle.sol. */
const abi = parseAbi([
  "struct SpurtProgress { uint64 openedAt; uint64 requiredCount; uint64 count; uint64 existing; uint32 pages; bool finalized; uint64 listLength; bytes32 balancesTop; uint128 principalWei; uint128 rawWei; }",
  "function progressOf(uint64 spurt) view returns (SpurtProgress)",
]);

/** At the latest block. @throws ContractUnreadableError, and the ExecutionRpc errors. */
export async function readPageProgress(options: {
  readonly rpcUrl: string;
  readonly oracle: Hex;
  readonly spurt: bigint;
  readonly timeoutMs?: number | undefined;
}): Promise<PageProgress> {
  const { oracle: address, spurt } = options;
  const rpc = createRpcClient(options.rpcUrl, options.timeoutMs);
  const { count, finalized } = await askContract(
    rpc,
    { role: "oracle", address, view: "progressOf()" },
    rpc.viem.readContract({ address, abi, functionName: "progressOf", args: [spurt] }),
  );
  return { count: Number(count), finalized };
}
