/**
 * Sources, liabilities and supply at the execution block that a beacon state commits to. The RPC is not trusted: every
 * value is proved under the anchor's execution state root before it is returned.
 * @module
 */
import type { Hex } from "../../hex.ts";
import type { ChainClient } from "../client/chain-client.ts";
import { askAccount, requireBlock } from "./ask-account.ts";
import type { ExecutionAnchor } from "./execution-anchor.ts";
import {
  type ConsolidationsProof,
  type DepositsProof,
  type ExecutionProof,
  type ExpectedWithdrawalsProof,
  isRepeatedBalance,
  type Policy,
  type SourceProof,
  type SourceSpec,
} from "./execution-proof.ts";
import { pathNodes } from "./path-nodes.ts";
import { slotKey } from "./trie-nodes.ts";
import { EMPTY_TRIE_ROOT, proveAccount, proveStorage } from "./trie-proof.ts";
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
  /** Already read from the beacon state: state/consolidations-proof.ts. */
  readonly consolidations: ConsolidationsProof | null;
}

/**
 * @throws ExecutionBlockMissingError if the RPC is behind, ExecutionBlockMismatchError if it is on another chain, ExecutionProofError if a proof or a
 * value is invalid, AbsenceNotProvedError, and the RPC errors.
 */
export async function fetchExecutionProof(question: ExecutionQuestion): Promise<ExecutionProof> {
  const { chain, anchor, token, supplySlot, policy, deposits, withdrawals, consolidations } = question;
  const { blockNumber, timestamp, stateRoot, branch } = anchor;
  await requireBlock(chain, anchor);

  const proving = (spec: SourceSpec) => proveSpec(chain, spec, anchor);
  const sources = await Promise.all(
    question.sources.map((spec, i) =>
      isRepeatedBalance(question.sources, i) ? repeated(spec) : proving(spec),
    ),
  );
  const liabilities = await Promise.all(question.liabilities.map(proving));
  const supply = await provedValue(chain, { address: token, slot: supplySlot }, anchor);

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
      accountProof: supply.accountProof,
      supplySlot: supplySlot.toString(),
      supplyWei: supply.valueWei,
      storageProof: supply.storageProof,
    },
    deposits,
    withdrawals,
    consolidations,
  };
  await verifyExecutionProof(proof, stateRoot);
  return proof;
}

async function proveSpec(
  chain: ChainClient,
  { name, kind, address, slot }: SourceSpec,
  anchor: ExecutionAnchor,
): Promise<SourceProof> {
  const place = { name, kind, address: address.toLowerCase() as Hex, slot: slot?.toString() ?? null };
  return { ...place, ...(await provedValue(chain, { address, slot }, anchor)) };
}

/**
 * The value that the client claims, with the nodes of its path alone; what is proved where it claims 0, as some do beside a
 * good proof. `verifyExecutionProof` compares.
 */
async function provedValue(
  chain: ChainClient,
  { address, slot }: Pick<SourceSpec, "address" | "slot">,
  { blockNumber, stateRoot }: ExecutionAnchor,
): Promise<Pick<SourceProof, "valueWei" | "accountProof" | "storageProof">> {
  const answer = await askAccount(chain, address, slot === null ? [] : [slotKey(slot)], blockNumber);
  const accountProof = pathNodes(stateRoot, address, answer.accountProof);
  const account = await proveAccount(stateRoot, address, accountProof);
  if (slot === null) {
    const valueWei = answer.balance === 0n ? (account?.balanceWei ?? 0n) : answer.balance;
    return { valueWei: valueWei.toString(), accountProof, storageProof: [] };
  }
  const storageRoot = account?.storageRoot ?? EMPTY_TRIE_ROOT;
  const stored = answer.storageProof.find(({ key }) => key === slot) ?? answer.storageProof[0];
  const storageProof = pathNodes(storageRoot, slotKey(slot), stored?.proof ?? []);
  const claimed = stored?.value ?? 0n;
  const valueWei = claimed === 0n ? await proveStorage(storageRoot, slot, storageProof, address) : claimed;
  return { valueWei: valueWei.toString(), accountProof, storageProof };
}

function repeated({ name, kind, address }: SourceSpec): SourceProof {
  const place = { name, kind, address: address.toLowerCase() as Hex, slot: null };
  return { ...place, valueWei: "0", accountProof: [], storageProof: [] };
}
