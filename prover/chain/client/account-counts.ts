/**
 * How many transactions an account has sent: the number of its next one.
 * @module
 */
import type { Address } from "viem";
import { getTransactionCount } from "viem/actions";
import type { ChainClient } from "./chain-client.ts";
import { ExecutionRpcRefusedError } from "./rpc-errors.ts";

export interface AccountCounts {
  /** In blocks. */
  readonly mined: number;
  /** With those that wait; as many where the node does not know what waits. */
  readonly known: number;
}

/** @throws the RPC errors. */
export async function readCounts(chain: ChainClient, address: Address): Promise<AccountCounts> {
  // What waits is read first: a block in between then makes it look like less, and never like more.
  const known = await countAt(chain, address, "pending").catch((error) => {
    if (error instanceof ExecutionRpcRefusedError) return 0;
    throw error;
  });
  const mined = await countAt(chain, address, "latest");
  return { mined, known: Math.max(mined, known) };
}

function countAt(chain: ChainClient, address: Address, blockTag: "latest" | "pending"): Promise<number> {
  return chain.ask("eth_getTransactionCount", getTransactionCount(chain.viem, { address, blockTag }));
}
