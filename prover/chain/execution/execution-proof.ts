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
  /** Top of the queue; null if no deposit waits. */
  readonly top: ListTopProof | null;
  /** By strictly rising number of provision. */
  readonly waiting: WaitingDepositProof[];
  /** Numbers of written-off provisions, strictly rising. */
  readonly writtenOff: string[];
}

export interface ExecutionProof {
  readonly blockNumber: string;
  /** Of the execution block, seconds. */
  readonly blockTimestamp: string;
  readonly stateRoot: Hex;
  /** SSZ, bottom-up from `stateRoot` to the root of the beacon state. */
  readonly branch: Hex[];
  readonly policy: Policy;
  /** The oracle's sources, then one balance for each pod: see `isRepeatedBalance`. */
  readonly sources: SourceProof[];
  readonly liabilities: SourceProof[];
  readonly token: TokenProof;
  readonly deposits: DepositsProof;
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

/** ETH that waits in the deposit queue. */
export function pendingDepositsWei({ deposits }: Pick<ExecutionProof, "deposits">): bigint {
  return deposits.waiting.reduce((sum, { amountGwei }) => sum + BigInt(amountGwei) * WEI_PER_GWEI, 0n);
}

/** Start value of the first page: sources and waiting deposits. */
export function startWei(proof: Pick<ExecutionProof, "sources" | "deposits">): bigint {
  return totalWei(proof.sources) + pendingDepositsWei(proof);
}
