/**
 * Sources, liabilities and supply at the execution block that a beacon state commits to. The RPC is not trusted: every
 * value is proved under the anchor's execution state root before it is returned.
 * @module
 */
import { numberToHex } from "viem";
import { z } from "zod";
import type { Hex } from "../../hex.ts";
import { askRaw } from "../client/ask-raw.ts";
import type { ChainClient } from "../client/chain-client.ts";
import type { ExecutionAnchor } from "./execution-anchor.ts";
import {
  type DepositsProof,
  type ExecutionProof,
  type ExpectedWithdrawalsProof,
  isRepeatedBalance,
  type Policy,
  type SourceProof,
  type SourceSpec,
} from "./execution-proof.ts";
import { ExecutionBlockMismatchError, ExecutionBlockMissingError } from "./proof-errors.ts";
import { EMPTY_TRIE_ROOT, proveAccount } from "./trie-proof.ts";
import { verifyExecutionProof } from "./verify-execution-proof.ts";

export interface ExecutionQuestion {
  readonly chain: ChainClient;
  /** The block at which everything is proved: state/execution-anchor-of.ts. */
  readonly anchor: ExecutionAnchor;
  /** Assets, including pods. */
  readonly sources: readonly SourceSpec[];
  /** Liabilities. */
  readonly liabilities: readonly SourceSpec[];
  readonly token: Hex;
  /** Storage slot of the token's total supply. */
  readonly supplySlot: bigint;
  readonly policy: Policy;
  /** Already read from the beacon state: state/pending-deposits.ts. */
  readonly deposits: DepositsProof;
  /** Already read from the beacon state: state/expected-withdrawals.ts. */
  readonly withdrawals: ExpectedWithdrawalsProof | null;
}

const hex = z
  .string()
  .regex(/^0x([0-9a-fA-F]{2})*$/)
  .transform((text) => text.toLowerCase() as Hex);
const quantity = z
  .string()
  .regex(/^0x[0-9a-fA-F]{1,64}$/)
  .transform(BigInt);
const nodes = z.array(hex).max(65);
const blockSchema = z.object({ hash: hex }).nullable();
const proofSchema = z.object({
  balance: quantity,
  accountProof: nodes,
  storageProof: z.array(z.object({ value: quantity, proof: nodes })),
});
type AccountAnswer = z.output<typeof proofSchema>;

/**
 * @throws ExecutionBlockMissingError if the RPC is behind, ExecutionBlockMismatchError if it is on another chain, ExecutionProofError if a proof or a
 * value is invalid, and the RPC errors.
 */
export async function fetchExecutionProof(question: ExecutionQuestion): Promise<ExecutionProof> {
  const { chain, anchor, token, supplySlot, policy, deposits, withdrawals } = question;
  const { blockNumber, timestamp, stateRoot, branch } = anchor;
  await requireBlock(chain, anchor);

  const proving = (spec: SourceSpec) => proveSpec(chain, spec, anchor);
  const sources = await Promise.all(
    question.sources.map((spec, i) =>
      isRepeatedBalance(question.sources, i) ? repeated(spec) : proving(spec),
    ),
  );
  const liabilities = await Promise.all(question.liabilities.map(proving));
  const tokenAccount = await askAccount(chain, token, [slotKey(supplySlot)], blockNumber);
  const [supply] = tokenAccount.storageProof;

  const proof: ExecutionProof = {
    blockNumber: blockNumber.toString(),
    blockTimestamp: timestamp.toString(),
    stateRoot,
    branch,
    header: anchor.kind === "block-hash" ? anchor.header : null,
    policy,
    sources,
    liabilities,
    token: {
      address: token.toLowerCase() as Hex,
      accountProof: tokenAccount.accountProof,
      supplySlot: supplySlot.toString(),
      supplyWei: (supply?.value ?? 0n).toString(),
      storageProof: supply?.proof ?? [],
    },
    deposits,
    withdrawals,
  };
  await verifyExecutionProof(proof, stateRoot);
  return proof;
}

async function proveSpec(
  chain: ChainClient,
  { name, kind, address, slot }: SourceSpec,
  { blockNumber, stateRoot }: ExecutionAnchor,
): Promise<SourceProof> {
  const slots = slot === null ? [] : [slotKey(slot)];
  const { balance, accountProof, storageProof } = await askAccount(chain, address, slots, blockNumber);
  const spec = { name, kind, address: address.toLowerCase() as Hex, slot: slot?.toString() ?? null };
  if (slot === null) return { ...spec, valueWei: balance.toString(), accountProof, storageProof: [] };
  const account = await proveAccount(stateRoot, address, accountProof);
  const [proved] = storageProof;
  const hasStorage = account !== null && account.storageRoot !== EMPTY_TRIE_ROOT;
  return {
    ...spec,
    valueWei: (proved?.value ?? 0n).toString(),
    accountProof,
    // Some clients send the node of the empty trie: the account already shows that the storage is empty.
    storageProof: hasStorage ? (proved?.proof ?? []) : [],
  };
}

function repeated({ name, kind, address }: SourceSpec): SourceProof {
  const place = { name, kind, address: address.toLowerCase() as Hex, slot: null };
  return { ...place, valueWei: "0", accountProof: [], storageProof: [] };
}

function slotKey(slot: bigint): Hex {
  return numberToHex(slot, { size: 32 });
}

/** Proofs of another block would fail anyway; asking first gives a clear error. */
async function requireBlock(chain: ChainClient, { blockNumber, blockHash }: ExecutionAnchor): Promise<void> {
  const block = await askRaw(chain, blockSchema, "eth_getBlockByNumber", [numberToHex(blockNumber), false]);
  if (block === null) throw new ExecutionBlockMissingError(chain.name, blockHash);
  if (block.hash !== blockHash) throw new ExecutionBlockMismatchError(blockNumber, blockHash, block.hash);
}

async function askAccount(
  chain: ChainClient,
  address: Hex,
  slots: Hex[],
  blockNumber: bigint,
): Promise<AccountAnswer> {
  return askRaw(chain, proofSchema, "eth_getProof", [address, slots, numberToHex(blockNumber)]);
}
