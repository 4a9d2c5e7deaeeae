/**
 * Edited RLP of accounts and numbers against TrieReader. What it takes must be what viem reads, of the one encoding that RLP
 * allows; a true account or number it must not refuse. Leading zeros, and a prefix before a byte that is its own encoding, do
 * not change a number: no state has them.
 * @module
 */
import { bigIntToUnpaddedBytes, bytesToBigInt, concatBytes } from "@ethereumjs/util";
import { fromRlp, toRlp } from "viem";
import { toHex } from "../../prover/hex.ts";
import { type Draw, withOneMore, withOtherByte, without } from "./draw.ts";
import type { Readers } from "./readers.ts";
import type { Tally } from "./tally.ts";

type Item = Uint8Array | readonly Item[];

const encode = (item: Item) => toRlp(item as Uint8Array, "bytes");

export async function attackValues(readers: Readers, draw: Draw, tally: Tally): Promise<void> {
  const number = () => bigIntToUnpaddedBytes(bytesToBigInt(draw.bytes(draw.below(33))));
  const fields: Item[] = [number(), number(), draw.bytes(32), draw.bytes(32)];
  const account = encode(fields);
  const accounts: Record<string, Uint8Array> = {
    "true account": account,
    "a byte flipped": withOtherByte(account, draw),
    "trailing bytes": concatBytes(account, draw.bytes(1)),
    "cut short": account.slice(0, draw.below(account.length)),
    "a field dropped": encode(without(fields, draw)),
    "a field more": encode(withOneMore(fields, draw.bytes(draw.below(34)), draw)),
    "a list as a field": encode(fields.with(draw.below(4), [draw.bytes(draw.below(32))])),
    "a field of another length": encode(fields.with(draw.below(4), draw.bytes(draw.below(40)))),
    "an empty list": encode([]),
  };
  for (const [attack, encoded] of Object.entries(accounts)) {
    // Nothing is "no account", which callers tell apart.
    if (encoded.length === 0) continue;
    const answer = await readers.readAccount(encoded);
    const truth = accountIn(encoded);
    const same = answer !== null && truth !== undefined && answer[0] === truth[0] && answer[1] === truth[1];
    const isWrong = answer === null ? attack === "true account" : !same;
    tally.add(`account: ${attack}`, isWrong ? "found" : same ? "answered" : "refused", () => toHex(encoded));
  }
  const value = encode(number());
  const numbers: Record<string, Uint8Array> = {
    "true number": value,
    "a byte flipped": withOtherByte(value, draw),
    "trailing bytes": concatBytes(value, draw.bytes(1)),
    "cut short": value.slice(0, draw.below(value.length)),
    "a longer number": encode(draw.bytes(33 + draw.below(30))),
    "a list": encode([draw.bytes(draw.below(32))]),
    "leading zeros": encode(concatBytes(new Uint8Array(1), draw.bytes(draw.below(31)))),
  };
  for (const [attack, encoded] of Object.entries(numbers)) {
    if (encoded.length === 0) continue;
    const answer = await readers.readNumber(encoded);
    const isSame = answer !== null && answer === numberIn(encoded);
    const isWrong = answer === null ? attack === "true number" : !isSame;
    tally.add(`number: ${attack}`, isWrong ? "found" : isSame ? "answered" : "refused", () => toHex(encoded));
  }
}

/** Undefined where it is none. */
function accountIn(encoded: Uint8Array): readonly [bigint, string] | undefined {
  const decoded = decode(encoded);
  if (!Array.isArray(decoded) || decoded.length !== 4) return undefined;
  const [, balance, storageRoot] = decoded;
  if (!(balance instanceof Uint8Array) || !(storageRoot instanceof Uint8Array)) return undefined;
  if (balance.length > 32 || storageRoot.length !== 32) return undefined;
  return [bytesToBigInt(balance), toHex(storageRoot)];
}

function numberIn(encoded: Uint8Array): bigint | undefined {
  const decoded = decode(encoded);
  if (!(decoded instanceof Uint8Array) || decoded.length > 32) return undefined;
  return bytesToBigInt(decoded);
}

function decode(encoded: Uint8Array): unknown {
  try {
    const decoded = fromRlp(encoded, "bytes") as Item;
    // viem takes longer encodings than the shortest, and bytes after the end.
    return encodingsOf(decoded).includes(toHex(encoded)) ? decoded : undefined;
  } catch {
    return undefined;
  }
}

/** The shortest, and those with a prefix before bytes that need none. */
function encodingsOf(item: Item): string[] {
  const shortest = toHex(encode(item));
  if (item instanceof Uint8Array) {
    return item.length === 1 && item[0]! < 0x80 ? [shortest, `0x81${shortest.slice(2)}`] : [shortest];
  }
  let payloads = ["0x"];
  for (const field of item) {
    const encodings = encodingsOf(field).map((encoding) => encoding.slice(2));
    payloads = payloads.flatMap((before) => encodings.map((encoding) => before + encoding));
  }
  return payloads.map((payload) => listOf(payload));
}

/** @param payload  of a list, hex. */
function listOf(payload: string): string {
  const bytes = (payload.length - 2) / 2;
  // The head of a list with a payload of that many bytes: of so many bytes of 0, each its own encoding.
  const head = toHex(encode(Array.from({ length: bytes }, () => Uint8Array.of(0)))).slice(
    2,
    -2 * bytes || undefined,
  );
  return `0x${head}${payload.slice(2)}`;
}
