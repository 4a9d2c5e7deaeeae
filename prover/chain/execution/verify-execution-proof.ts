/**
 * Checks every account and storage proof of an execution proof. Pure: prover and bundle verifier share it.
 * @module
 */
import type { Hex } from "../../hex.ts";
import { type ExecutionProof, isRepeatedBalance } from "./execution-proof.ts";
import { ExecutionProofError } from "./proof-errors.ts";
import { proveSource } from "./prove-source.ts";
import { proveAccount, proveStorage } from "./trie-proof.ts";

/**
 * Checked: each source and liability holds `valueWei` (0 for a balance that is listed before) and the token's slot `supplySlot` holds `supplyWei`, under
 * `stateRoot`.
 * Not checked: `branch`, which links `stateRoot` to the beacon state, and `deposits`, which are in the beacon state.
 * @throws ExecutionProofError
 */
export async function verifyExecutionProof(
  proof: Pick<ExecutionProof, "stateRoot" | "sources" | "liabilities" | "token">,
  stateRoot: Hex,
): Promise<void> {
  if (proof.stateRoot !== stateRoot) {
    throw new ExecutionProofError(
      "sources and supply",
      `it is under state root ${proof.stateRoot}, not ${stateRoot}`,
    );
  }
  const sources = proof.sources.filter((_, i) => !isRepeatedBalance(proof.sources, i));
  for (const repeated of proof.sources.filter((source) => !sources.includes(source))) {
    requireEqual(`${repeated.address} (${repeated.name}), listed before`, BigInt(repeated.valueWei), 0n);
  }
  for (const source of [...sources, ...proof.liabilities]) {
    const subject = source.slot === null ? "balance" : `slot ${source.slot}`;
    const provedWei = await proveSource(stateRoot, source);
    requireEqual(`${subject} of ${source.address} (${source.name})`, BigInt(source.valueWei), provedWei);
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
