/**
 * The value of one source or liability under an execution state root. An account or slot that is proved absent counts
 * as 0, as on chain.
 * @module
 */
import type { Hex } from "../../hex.ts";
import type { SourceProof } from "./execution-proof.ts";
import { EMPTY_TRIE_ROOT, proveAccount, proveStorage } from "./trie-proof.ts";

/** @throws ExecutionProofError if a proof is invalid or contains unnecessary nodes. */
export async function proveSource(
  stateRoot: Hex,
  { address, slot, accountProof, storageProof }: Omit<SourceProof, "name" | "kind" | "valueWei">,
): Promise<bigint> {
  const account = await proveAccount(stateRoot, address, accountProof);
  if (slot === null) return account?.balanceWei ?? 0n;
  return proveStorage(account?.storageRoot ?? EMPTY_TRIE_ROOT, BigInt(slot), storageProof, address);
}
