/**
 * What an execution node answers about an account (`eth_getProof`, EIP-1186), in every spelling that clients use. Nothing of it
 * is proved yet.
 * @module
 */
import { numberToHex } from "viem";
import { z } from "zod";
import type { Hex } from "../../hex.ts";
import { askRaw } from "../client/ask-raw.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { ExecutionRpcRefusedError } from "../client/rpc-errors.ts";
import type { ExecutionAnchor } from "./execution-anchor.ts";
import {
  AbsenceNotProvedError,
  ExecutionBlockMismatchError,
  ExecutionBlockMissingError,
} from "./proof-errors.ts";

/** Clients differ in case and padding, and in how they write nothing. */
const hex = z
  .string()
  .regex(/^0x([0-9a-f]{2})*$/i)
  .transform((text) => text.toLowerCase() as Hex);
const quantity = z
  .string()
  .regex(/^0x[0-9a-f]{0,64}$/i)
  .transform((text) => (text.length === 2 ? 0n : BigInt(text)));
/** How clients refuse an account that is not there. */
const ABSENT =
  /account.{0,80}(not (found|exist)|does ?n.t exist|absent|missing|unknown)|(no such|unknown|missing) account/i;
/** Twice what a path may have: some are not of it. */
const MAX_NODES = 130;
const nodes = z
  .array(hex)
  .max(MAX_NODES)
  .nullable()
  .transform((list) => list ?? []);
const blockSchema = z.object({ hash: hex }).nullable();
const proofSchema = z.object({
  balance: quantity,
  accountProof: nodes,
  storageProof: z
    .array(z.object({ key: quantity.optional().catch(undefined), value: quantity, proof: nodes }))
    .nullable()
    .transform((list) => list ?? []),
});
export type AccountAnswer = z.output<typeof proofSchema>;

/**
 * Proofs of another block would fail anyway; asking first gives a clear error.
 * @throws ExecutionBlockMissingError, ExecutionBlockMismatchError, and the RPC errors.
 */
export async function requireBlock(
  chain: ChainClient,
  { blockNumber, blockHash }: Pick<ExecutionAnchor, "blockNumber" | "blockHash">,
): Promise<void> {
  const block = await askRaw(chain, blockSchema, "eth_getBlockByNumber", [numberToHex(blockNumber), false]);
  if (block === null) throw new ExecutionBlockMissingError(chain.name, blockHash);
  if (block.hash !== blockHash) throw new ExecutionBlockMismatchError(blockNumber, blockHash, block.hash);
}

/** @throws AbsenceNotProvedError, and the RPC errors. */
export async function askAccount(
  chain: ChainClient,
  address: Hex,
  slots: Hex[],
  blockNumber: bigint,
): Promise<AccountAnswer> {
  const params = [address, slots, numberToHex(blockNumber)];
  try {
    return await askRaw(chain, proofSchema, "eth_getProof", params);
  } catch (error) {
    const isOfAbsence = error instanceof ExecutionRpcRefusedError && ABSENT.test(error.message);
    throw isOfAbsence ? new AbsenceNotProvedError(chain.name, address, error) : error;
  }
}
