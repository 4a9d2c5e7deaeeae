/**
 * Account and storage proofs under the execution state root of one beacon state, in the form of a bundle's
 * execution file: decimal strings for numbers, 0x and lower-case hex for bytes.
 * @module
 */
import type { Hex } from "../../hex.ts";

export interface PoolProof {
  readonly address: Hex;
  readonly balanceWei: string;
  /** RLP of the trie nodes, root first (EIP-1186). */
  readonly accountProof: Hex[];
}

export interface TokenProof {
  readonly address: Hex;
  readonly accountProof: Hex[];
  readonly supplySlot: string;
  readonly supplyWei: string;
  readonly storageProof: Hex[];
}

export interface ExecutionProof {
  readonly blockNumber: string;
  readonly stateRoot: Hex;
  /** SSZ, bottom-up from `stateRoot` to the root of the beacon state. */
  readonly branch: Hex[];
  readonly pools: PoolProof[];
  readonly token: TokenProof;
}

/** ETH in all pools: what the first page starts from. */
export function poolsWei({ pools }: Pick<ExecutionProof, "pools">): bigint {
  return pools.reduce((sum, { balanceWei }) => sum + BigInt(balanceWei), 0n);
}
