/**
 * The Groth16 part of a bundle: every page's proof against the verification key, by snarkjs, and the key against one
 * that the caller trusts.
 * @module
 */

import { canonicalJson } from "../groth16/canonical-json.ts";
import { coordinateOutOfRange, proofHolds } from "../groth16/proof-holds.ts";
import type { VerificationKey } from "../groth16/verification-key.ts";
import type { Bundle } from "./schema.ts";
import { FieldRangeError, KeyNotTrustedError, ProofInvalidError } from "./verify-errors.ts";

/**
 * Without a trusted key the bundle is checked only against its own key, whose secrets its maker may know.
 * @throws KeyNotTrustedError
 */
export function checkTrustedKey({ manifest, verificationKey }: Bundle, trusted: VerificationKey): void {
  if (keyContent(verificationKey) !== keyContent(trusted)) {
    throw new KeyNotTrustedError(manifest.key.id, manifest.circuit.size);
  }
}

/**
 * @param onPage Called after each page, with the number of pages done.
 * @throws ProofInvalidError, FieldRangeError
 */
export async function checkProofs(
  { pages, verificationKey }: Pick<Bundle, "pages" | "verificationKey">,
  onPage: (pagesDone: number) => void,
): Promise<void> {
  for (const [i, { proof, publicSignals }] of pages.entries()) {
    const outOfRange = coordinateOutOfRange(proof);
    if (outOfRange !== undefined)
      throw new FieldRangeError(`A coordinate in the proof of page ${i + 1}`, outOfRange);
    let holds: boolean;
    try {
      holds = await proofHolds(verificationKey, publicSignals, proof);
    } catch (cause) {
      throw new ProofInvalidError(i + 1, pages.length, cause);
    }
    if (!holds) throw new ProofInvalidError(i + 1, pages.length);
    onPage(i + 1);
  }
}

function keyContent({ vk_alphabeta_12: _, ...key }: VerificationKey): string {
  return canonicalJson(key);
}
