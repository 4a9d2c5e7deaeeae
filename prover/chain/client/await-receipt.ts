/**
 * Waits until a transaction is mined, or another one of its account with its number is: then it never will be. A node that is
 * away meanwhile is asked again.
 * @module
 */
import type { Address } from "viem";
import { z } from "zod";
import { UnavailableError } from "../../errors.ts";
import type { Hex } from "../../hex.ts";
import { readCounts } from "./account-counts.ts";
import { askRaw } from "./ask-raw.ts";
import type { ChainClient } from "./chain-client.ts";
import { findByNumber } from "./find-by-number.ts";
import { hashSchema } from "./hash-schema.ts";
import { repeatUntil } from "./repeat-until.ts";
import {
  ReceiptTimeoutError,
  TransactionMaybeSentError,
  TransactionReplacedError,
} from "./transaction-errors.ts";

export interface SentTransaction {
  readonly hash: Hex;
  readonly call: string;
  readonly from: Address;
  readonly nonce: number;
  readonly to: Address;
  readonly data: Hex;
}

const quantity = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/)
  .transform(BigInt);
const receiptSchema = z.object({
  transactionHash: hashSchema,
  blockHash: hashSchema,
  blockNumber: quantity,
  gasUsed: quantity,
  status: z.enum(["0x0", "0x1"]),
});

export type Receipt = z.output<typeof receiptSchema>;

/** Looks in which the number is taken and there is still no receipt: a node may know of the one before the other. */
const LOOKS_BEFORE_REPLACED = 3;

/** @returns undefined where no block has it. */
export async function readReceipt(chain: ChainClient, hash: Hex): Promise<Receipt | undefined> {
  const found = await askRaw(chain, receiptSchema.nullable(), "eth_getTransactionReceipt", [hash]);
  return found ?? undefined;
}

/**
 * @returns the receipt of the transaction, or of the one with the same call that replaced it, as a wallet sends to speed it up.
 * @throws ReceiptTimeoutError, TransactionReplacedError by another one, TransactionMaybeSentError where the node cannot be asked.
 */
export async function awaitReceipt(
  chain: ChainClient,
  sent: SentTransaction,
  timeoutMs: number,
): Promise<Receipt> {
  let failure: UnavailableError | undefined;
  let looks = 0;
  const look = async () => {
    const receipt = await readReceipt(chain, sent.hash);
    if (receipt !== undefined) return receipt;
    looks = (await readCounts(chain, sent.from)).mined > sent.nonce ? looks + 1 : 0;
    return looks < LOOKS_BEFORE_REPLACED ? undefined : await receiptOfReplacement(chain, sent);
  };
  const receipt = await repeatUntil(chain, timeoutMs, async () => {
    failure = undefined;
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof UnavailableError) || error instanceof TransactionReplacedError) throw error;
      failure = error;
      return undefined;
    }
  });
  if (receipt !== undefined) return receipt;
  if (failure !== undefined) throw new TransactionMaybeSentError(sent.call, sent.from, sent.hash, failure);
  throw new ReceiptTimeoutError(sent.hash, timeoutMs);
}

async function receiptOfReplacement(chain: ChainClient, sent: SentTransaction): Promise<Receipt> {
  const other = await findByNumber(chain, sent.from, sent.nonce);
  const isSame =
    other !== undefined && other.to === sent.to.toLowerCase() && other.input === sent.data.toLowerCase();
  const receipt = isSame ? await readReceipt(chain, other.hash) : undefined;
  if (receipt === undefined) {
    throw new TransactionReplacedError(sent.call, sent.from, sent.nonce, sent.hash, other?.hash ?? null);
  }
  return receipt;
}
