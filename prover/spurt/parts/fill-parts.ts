/**
 * How many parts one transaction takes: as many as fit, in order, by its bytes and by planned gas. What it really uses
 * the node is asked before it is sent.
 * @module
 */
import { hexToBytes } from "viem";
import { latestBlock } from "../../chain/blocks/execution-block.ts";
import type { ChainClient } from "../../chain/client/chain-client.ts";
import { type ContractCall, encodeCall, transactionBytes } from "../../chain/client/send-transaction.ts";
import { pageTransactionLimits, type TransactionLimits } from "../../plan/page-transactions.ts";

/**
 * Least gas of a byte of calldata (EIP-7623) that is not zero, and of one that is. Trie nodes are nearly all hashes: the
 * floor is more than what reading them costs.
 */
const BYTE_GAS = { nonzero: 40, zero: 10 } as const;
/** Base, block, registry's totals, and for a report its storage: above what was measured (docs/gas.md). */
const CALL_GAS = 600_000;
/** Proving a source or a deposit and writing it down, calldata apart: two new slots and the branch of a deposit. */
const PART_GAS = 70_000;

/** Gas that a call with so many parts uses at most, calldata included. */
export function plannedPartsGas(call: ContractCall, parts: number): number {
  const bytes = hexToBytes(encodeCall(call));
  const zeros = bytes.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0);
  const calldata = zeros * BYTE_GAS.zero + (bytes.length - zeros) * BYTE_GAS.nonzero;
  return CALL_GAS + parts * PART_GAS + calldata;
}

/** Whether a call with so many parts fits into one transaction. */
export function fitsWith(call: ContractCall, parts: number, limits: PartLimits): boolean {
  return (
    parts <= limits.parts &&
    transactionBytes(call) <= limits.bytes &&
    plannedPartsGas(call, parts) <= limits.gas
  );
}

export interface PartLimits extends Pick<TransactionLimits, "gas" | "bytes"> {
  /** Infinity: as many as fit. */
  readonly parts: number;
}

/** @throws the RPC errors. */
export async function readPartLimits(
  chain: ChainClient,
  parts: number = Number.POSITIVE_INFINITY,
): Promise<PartLimits> {
  const { gas, bytes } = pageTransactionLimits((await latestBlock(chain)).gasLimit);
  return { gas, bytes, parts };
}

/**
 * @param total   how many there are.
 * @param callOf  the call with the first so many.
 * @returns How many of the first fit; 1 where none does: the node then says why it does not take it.
 */
export function fillParts(
  total: number,
  callOf: (count: number) => ContractCall,
  limits: PartLimits,
): number {
  let [fit, tooMany] = [1, Math.min(total, limits.parts) + 1];
  const attempt = (count: number) => {
    if (fitsWith(callOf(count), count, limits)) fit = count;
    else tooMany = count;
  };
  // Doubled first: there may be thousands, and a hundred of them fit.
  while (2 * fit < tooMany) attempt(2 * fit);
  while (tooMany - fit > 1) attempt(Math.floor((fit + tooMany) / 2));
  return fit;
}
