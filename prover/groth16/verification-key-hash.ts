/**
 * Identifies a verification key: SHA-256 of its canonical JSON. It is in bundles (the hash of verification-key.json),
 * contracts (`verificationKeyHash`) and the key manifest.
 * @module
 */

import { canonicalJson, sha256Hex } from "./canonical-json.ts";
import { verificationKeySchema } from "./verification-key.ts";

/**
 * @param key  As snarkjs exports it.
 * @returns    The text in bundles: fixed field order, two spaces of indent, one newline at the end.
 * @throws     ZodError if it is not a verification key of a `reserves-page` circuit.
 */
export function canonicalVerificationKey(key: unknown): string {
  return canonicalJson(verificationKeySchema.parse(key));
}

/** @returns 64 hex digits without 0x. */
export function verificationKeySha256(key: unknown): string {
  return sha256Hex(canonicalVerificationKey(key));
}
