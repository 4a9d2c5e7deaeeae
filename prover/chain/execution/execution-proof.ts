/**
 * The proved data of the execution layer of one beacon state, in the form of a bundle's execution file: decimal strings
 * for amounts and chain numbers, 0x and lower-case hex for bytes.
 * @module
 */
import type { Hex } from "../../hex.ts";
import { WEI_PER_GWEI } from "../../units.ts";

/** Which validator total backs pufETH: capped at what the pool provided, or whole balances. */
export type Policy = "principal" | "raw";

/**
 * `balance`: ETH that the account holds. `pod`: the same, of an account in the registry's list of pods. `slot`: the number in
 * one of its storage slots, wei.
 */
export const SOURCE_KINDS = ["balance", "pod", "slot"] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** An account or storage slot in the oracle's list. */
export interface SourceSpec {
  /** For people, e.g. "PufferPool". */
  readonly name: string;
  readonly kind: SourceKind;
  readonly address: Hex;
  /** Null for a balance, also a pod's. */
  readonly slot: bigint | null;
}

export interface SourceProof {
  readonly name: string;
  readonly kind: SourceKind;
  readonly address: Hex;
  readonly slot: string | null;
  /** 0 if the account or slot is proved absent. */
  readonly valueWei: string;
  /** RLP of the trie nodes, root first (EIP-1186). */
  readonly accountProof: Hex[];
  /** Empty for a balance, and if the account has no storage. */
  readonly storageProof: Hex[];
}

export interface TokenProof {
  readonly address: Hex;
  readonly accountProof: Hex[];
  readonly supplySlot: string;
  readonly supplyWei: string;
  readonly storageProof: Hex[];
}

/** Node above all entries of a list, with its branch to the state root. */
export interface ListTopProof {
  readonly node: Hex;
  /** Entries of the list. */
  readonly length: number;
  /** Bottom-up to the root of the beacon state; one sibling is the length chunk. */
  readonly branch: Hex[];
  /** The roots of the levels of a progressive list (from Gloas on); else empty. */
  readonly levels: Hex[];
}

/** An entry of `pending_deposits` that belongs to a provision. */
export interface WaitingDepositProof {
  /** Number of the provision in the registry, from 1. */
  readonly provision: string;
  /** Of the entry in the queue, from 0. */
  readonly position: number;
  readonly amountGwei: string;
  /** hash_tree_root of the public key. */
  readonly pubkeyRoot: Hex;
  readonly withdrawalCredentials: Hex;
  /** hash_tree_root of the signature. */
  readonly signatureRoot: Hex;
  /** Right half of the entry: its slot, and padding. */
  readonly rest: Hex;
  /** Bottom-up from the entry to the top of the queue. */
  readonly branch: Hex[];
}

/** Provisions that do not exist as validators at the block: waiting deposits and write-offs. */
export interface DepositsProof {
  /** Provisions announced by the block's timestamp. */
  readonly provisioned: string;
  /** Of these, written off by then: the registry has their number. */
  readonly writtenOffBefore: string;
  /** What the pool has provided for the others, without what came back to it by then, gwei. */
  readonly outstandingGwei: string;
  /** Top of the queue; null if no deposit waits. */
  readonly top: ListTopProof | null;
  /** By strictly rising number of provision. */
  readonly waiting: WaitingDepositProof[];
  /** Numbers of provisions written off since, strictly rising: a report must list them. */
  readonly writtenOff: string[];
}

/** A withdrawal that has left a balance and is not on the execution layer yet. */
export interface ExpectedWithdrawal {
  readonly index: string;
  /** Or 2^40 and the index of a builder: what counts is whom it pays. */
  readonly validatorIndex: string;
  readonly address: Hex;
  readonly amountGwei: string;
}

/** The whole list `payload_expected_withdrawals` of a state. */
export interface ExpectedWithdrawalsProof {
  readonly entries: ExpectedWithdrawal[];
  /** Bottom-up from the list root to the root of the beacon state. */
  readonly branch: Hex[];
}

/** A validator that is withdrawable and was not slashed: its balance has gone to the target (Consolidations.sol). */
export interface ConsolidatedSource {
  readonly sourceIndex: string;
  /** The chain alone knows it: the queue that named it is empty by then. */
  readonly targetIndex: string;
  readonly effectiveBalanceGwei: string;
  readonly exitEpoch: string;
  readonly withdrawableEpoch: string;
  /** Parent of public key and withdrawal credentials. */
  readonly keyAndCredentials: Hex;
  /** Parent of the two epochs of its activation. */
  readonly activation: Hex;
  /** Bottom-up from the validator to the top of the validators list. */
  readonly branch: Hex[];
}

/** A registered validator whose balance is in a group, or that holds the group's. */
export interface GroupMemberProof {
  /** Number of the provision in the registry, from 1. */
  readonly provision: string;
  readonly validatorIndex: string;
  /** Its principal had not come back to the pool by the block: the registry's word. */
  readonly isOut: boolean;
  /** Four balances. */
  readonly chunk: Hex;
  /** Bottom-up from the chunk to the top of the balances list. */
  readonly branch: Hex[];
}

/** Consolidated validators (EIP-7251) whose principal others hold. */
export interface ConsolidationsProof {
  /** Of the validators list. */
  readonly top: ListTopProof;
  /** By strictly rising index. */
  readonly sources: ConsolidatedSource[];
  /** By strictly rising index of the validator. */
  readonly members: GroupMemberProof[];
  /** What counts beside min(balance, principal) of each; not 0. */
  readonly creditedGwei: string;
}

export interface ExecutionProof {
  readonly blockNumber: string;
  /** Of the execution block, seconds. */
  readonly blockTimestamp: string;
  readonly stateRoot: Hex;
  /** SSZ, bottom-up to the root of the beacon state: from `stateRoot`, or from the hash of `header`. */
  readonly branch: Hex[];
  /** RLP of the execution block's header where the state holds its hash alone (from Gloas on); else null. */
  readonly header: Hex | null;
  readonly policy: Policy;
  /** The oracle's sources, then one balance for each pod: see `isRepeatedBalance`. */
  readonly sources: SourceProof[];
  readonly liabilities: SourceProof[];
  readonly token: TokenProof;
  readonly deposits: DepositsProof;
  /** Null before Gloas: nothing is under way after a block then. */
  readonly withdrawals: ExpectedWithdrawalsProof | null;
  /** Null where no validator holds the principal of others. */
  readonly consolidations: ConsolidationsProof | null;
}

/** Whether the value is ETH that the account holds, whatever the account is. */
export function isBalance({ kind }: Pick<SourceSpec, "kind">): boolean {
  return kind !== "slot";
}

/**
 * Whether position `i` is a pod whose balance is listed earlier, as a source. The contract counts it once and reads no
 * second proof, so here it has the value 0 and no proof.
 */
export function isRepeatedBalance(
  sources: readonly Pick<SourceSpec, "kind" | "address">[],
  i: number,
): boolean {
  const { kind, address } = sources[i]!;
  const isSame = (other: Pick<SourceSpec, "kind" | "address">) =>
    isBalance(other) && other.address.toLowerCase() === address.toLowerCase();
  return kind === "pod" && sources.findIndex(isSame) < i;
}

/** Sum of the values of sources or liabilities. */
export function totalWei(proofs: readonly Pick<SourceProof, "valueWei">[]): bigint {
  return proofs.reduce((sum, { valueWei }) => sum + BigInt(valueWei), 0n);
}

/** Provisions that were written off, by the block or since. */
export function writtenOffCount({
  writtenOffBefore,
  writtenOff,
}: Pick<DepositsProof, "writtenOffBefore" | "writtenOff">): number {
  return Number(writtenOffBefore) + writtenOff.length;
}

/** ETH that waits in the deposit queue. */
export function pendingDepositsWei({ deposits }: Pick<ExecutionProof, "deposits">): bigint {
  return deposits.waiting.reduce((sum, { amountGwei }) => sum + BigInt(amountGwei) * WEI_PER_GWEI, 0n);
}

/** Principal that validators hold for others, which were consolidated into them. */
export function consolidatedWei({ consolidations }: Pick<ExecutionProof, "consolidations">): bigint {
  return consolidations === null ? 0n : BigInt(consolidations.creditedGwei) * WEI_PER_GWEI;
}

/**
 * ETH under way to accounts whose balance counts, pods among them. By account and not by validator: builders' and foreign
 * validators' withdrawals change such a balance one block later just the same.
 */
export function withdrawalsWei({
  sources,
  withdrawals,
}: {
  readonly sources: readonly Pick<SourceSpec, "kind" | "address">[];
  readonly withdrawals: ExecutionProof["withdrawals"];
}): bigint {
  const counted = new Set(
    sources.filter(({ kind }) => kind !== "slot").map(({ address }) => address.toLowerCase()),
  );
  const paid = withdrawals?.entries.filter(({ address }) => counted.has(address.toLowerCase())) ?? [];
  return paid.reduce((sum, { amountGwei }) => sum + BigInt(amountGwei) * WEI_PER_GWEI, 0n);
}

/** What the first page starts from: sources, waiting deposits, and withdrawals under way to them. */
export function startWei(proof: Pick<ExecutionProof, "sources" | "deposits" | "withdrawals">): bigint {
  return totalWei(proof.sources) + pendingDepositsWei(proof) + withdrawalsWei(proof);
}
