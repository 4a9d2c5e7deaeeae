/**
 * Canonical JSON: the byte form in which bundles are written and hashed.
 * Two-space indent, keys in the order of the schema that produced the value, one newline at the end. A reader
 * serializes the value again and requires the same bytes, so every changed byte is detected (white space, key order,
 * duplicate keys, other spellings of a number).
 * @module
 */
import { sha256, stringToBytes } from "viem";

/** @param value Plain JSON data; bigint amounts are already decimal strings. Key order is kept. */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** SHA-256 of bytes, or of the UTF-8 bytes of a text: 64 lower-case hex digits without prefix. */
export function sha256Hex(content: Uint8Array | string): string {
  return sha256(typeof content === "string" ? stringToBytes(content) : content).slice(2);
}
