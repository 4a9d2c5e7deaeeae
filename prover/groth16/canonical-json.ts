/**
 * One value, one byte sequence: the JSON form in which bundles are written and digested.
 * Two-space indent, keys in the order of the schema that produced the value, one newline at the end. A reader
 * writes the value again and requires the same bytes, so no changed byte (white space, key order, a key given
 * twice, other spellings of a number) goes unseen.
 * @module
 */
import { sha256, stringToBytes } from "viem";

/** @param value Plain JSON data; bigint amounts are already decimal strings. Keys keep their order. */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** SHA-256 of bytes, or of the UTF-8 bytes of a text: 64 lower-case hex digits without prefix. */
export function sha256Hex(content: Uint8Array | string): string {
  return sha256(typeof content === "string" ? stringToBytes(content) : content).slice(2);
}
