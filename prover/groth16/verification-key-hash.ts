/**
 * The one name of a verification key: SHA-256 of its canonical JSON. Bundles carry it (the hash of their
 * verification-key.json), contracts store it (`verificationKeyHash`), the key manifest names it.
 * @module
 */

import { canonicalJson, sha256Hex } from "./canonical-json.ts";
import { verificationKeySchema } from "./verification-key.ts";

/**
 * @param key  As snarkjs exports it.
 * @returns    The text that bundles hold: fixed order of fields, two spaces, one newline at the end.
 * @throws     ZodError when it is no verification key of a `reserves-page` circuit.
 */
export function canonicalVerificationKey(key: unknown): string {
  return canonicalJson(verificationKeySchema.parse(key));
}

/** @returns 64 hex digits without 0x. */
export function verificationKeySha256(key: unknown): string {
  return sha256Hex(canonicalVerificationKey(key));
}
