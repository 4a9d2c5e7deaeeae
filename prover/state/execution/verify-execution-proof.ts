/**
 * Checks every account and storage proof of an execution proof. Pure: prover and bundle verifier share it.
 * @module
 */
import type { Hex } from "../../hex.ts";
import { ExecutionProofError } from "./errors.ts";
import type { ExecutionProof } from "./execution-proof.ts";
import { proveAccount, proveStorage } from "./trie-proof.ts";

/**
 * Checked: each pool holds `balanceWei` and the token's slot `supplySlot` holds `supplyWei`, under `stateRoot`.
 * A pool without an account holds 0. Not checked: `branch`, which leads from `stateRoot` into the beacon state.
 * @throws ExecutionProofError
 */
export async function verifyExecutionProof(proof: ExecutionProof, stateRoot: Hex): Promise<void> {
  if (proof.stateRoot !== stateRoot) {
    throw new ExecutionProofError(
      "pools and supply",
      `it is under state root ${proof.stateRoot}, not ${stateRoot}`,
    );
  }
  for (const { address, balanceWei, accountProof } of proof.pools) {
    const account = await proveAccount(stateRoot, address, accountProof);
    requireEqual(`balance of ${address}`, BigInt(balanceWei), account?.balanceWei ?? 0n);
  }
  const { address, accountProof, supplySlot, supplyWei, storageProof } = proof.token;
  const token = await proveAccount(stateRoot, address, accountProof);
  if (token === null)
    throw new ExecutionProofError(`token ${address}`, "there is no such account at this block");
  const supply = await proveStorage(token.storageRoot, BigInt(supplySlot), storageProof, address);
  requireEqual(`supply of ${address}`, BigInt(supplyWei), supply);
}

function requireEqual(subject: string, claimed: bigint, proved: bigint): void {
  if (claimed !== proved)
    throw new ExecutionProofError(subject, `${claimed} is claimed, ${proved} is proved`);
}
