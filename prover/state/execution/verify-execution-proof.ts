/**
 * Checks every account and storage proof of an execution proof. Pure: prover and bundle verifier share it.
 * @module
 */
import type { Hex } from "../../hex.ts";
import { ExecutionProofError, PoolAccountMissingError } from "./errors.ts";
import type { ExecutionProof } from "./execution-proof.ts";
import { proveAccount, proveStorage } from "./trie-proof.ts";

/**
 * Checked: each pool holds `balanceWei` and the token's slot `supplySlot` holds `supplyWei`, under `stateRoot`.
 * Not checked: `branch`, which leads from `stateRoot` into the beacon state.
 * @throws ExecutionProofError
 * @throws PoolAccountMissingError where a pool is proved to have no account: the contract could not check that.
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
    if (account === null) throw new PoolAccountMissingError(address);
    requireEqual(`balance of ${address}`, BigInt(balanceWei), account.balanceWei);
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
