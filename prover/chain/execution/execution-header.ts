/**
 * The header of an execution block, by its RLP: what a block hash stands for. From Gloas on a beacon state names its
 * execution block by the hash alone, so number, state root and time are read out of the header that hashes to it.
 *
 * Fields are read by position, and the number of them is not checked: 20 since Cancun, 21 since Prague (requestsHash), 23
 * since Amsterdam (blockAccessListHash, slotNumber). The first blocks that Gloas states name have 21.
 * Source: Yellow Paper §4.3; EIP-1559, 4895, 4844, 4788, 7685, 7928, 7843.
 * @module
 */
import { fromRlp, hexToBigInt, keccak256, toRlp } from "viem";
import { z } from "zod";
import type { Hex } from "../../hex.ts";

/** Names of a JSON block, in the order of the RLP; those behind `baseFeePerGas` came with forks, one after another. */
const FIELDS = [
  "parentHash",
  "sha3Uncles",
  "miner",
  "stateRoot",
  "transactionsRoot",
  "receiptsRoot",
  "logsBloom",
  "difficulty",
  "number",
  "gasLimit",
  "gasUsed",
  "timestamp",
  "extraData",
  "mixHash",
  "nonce",
  "baseFeePerGas",
  "withdrawalsRoot",
  "blobGasUsed",
  "excessBlobGas",
  "parentBeaconBlockRoot",
  "requestsHash",
  "blockAccessListHash",
  "slotNumber",
] as const;

const QUANTITIES: ReadonlySet<string> = new Set([
  "difficulty",
  "number",
  "gasLimit",
  "gasUsed",
  "timestamp",
  "baseFeePerGas",
  "blobGasUsed",
  "excessBlobGas",
  "slotNumber",
]);

const PARENT_HASH = FIELDS.indexOf("parentHash");
const WITHDRAWALS_ROOT = FIELDS.indexOf("withdrawalsRoot");
const PARENT_BEACON_BLOCK_ROOT = FIELDS.indexOf("parentBeaconBlockRoot");
const STATE_ROOT = FIELDS.indexOf("stateRoot");
const NUMBER = FIELDS.indexOf("number");
const TIMESTAMP = FIELDS.indexOf("timestamp");
/** Cancun: no state before it knows EIP-4788. */
const LEAST_FIELDS = PARENT_BEACON_BLOCK_ROOT + 1;

/** An answer of `eth_getBlockByHash`: the fields of the header, as far as the node knows them. */
export const jsonHeaderSchema = z.record(z.string(), z.unknown());

export interface ExecutionHeader {
  readonly blockNumber: bigint;
  readonly stateRoot: Hex;
  /** Seconds. */
  readonly timestamp: bigint;
}

/** RLP of the header in a JSON block. @throws RangeError if a field is malformed, or missing before the last one. */
export function headerRlp(block: Readonly<Record<string, unknown>>): Hex {
  const count = FIELDS.findLastIndex((name) => block[name] !== undefined && block[name] !== null) + 1;
  const items = FIELDS.slice(0, count).map((name): Hex => {
    const value = block[name];
    if (!isHex(value)) throw new RangeError(`The block has no ${name}`);
    return QUANTITIES.has(name) ? minimal(value) : value;
  });
  return toRlp(items);
}

/**
 * What the RLP of a header says. That it is the header of a block is for the caller to check: `headerHash`.
 * @throws RangeError where it is no header.
 */
export function readHeader(rlp: Hex): ExecutionHeader {
  const at = itemsOf(rlp);
  return {
    blockNumber: numberOf(at(NUMBER)),
    stateRoot: at(STATE_ROOT, 32),
    timestamp: numberOf(at(TIMESTAMP)),
  };
}

export interface HeaderLinks {
  readonly parentHash: Hex;
  /** EIP-4895. */
  readonly withdrawalsRoot: Hex;
  /** EIP-4788. */
  readonly parentBeaconBlockRoot: Hex;
}

/** Where a header leads to. @throws RangeError where it is none. */
export function headerLinks(rlp: Hex): HeaderLinks {
  const at = itemsOf(rlp);
  return {
    parentHash: at(PARENT_HASH, 32),
    withdrawalsRoot: at(WITHDRAWALS_ROOT, 32),
    parentBeaconBlockRoot: at(PARENT_BEACON_BLOCK_ROOT, 32),
  };
}

function itemsOf(rlp: Hex): (position: number, bytes?: number) => Hex {
  const items = decode(rlp);
  if (items.length < LEAST_FIELDS) {
    throw new RangeError(`The header has ${items.length} items, fewer than ${LEAST_FIELDS}`);
  }
  return (position, bytes) => {
    const item = items[position];
    if (typeof item !== "string" || (bytes !== undefined && item.length !== 2 + 2 * bytes)) {
      throw new RangeError(`Item ${position} of the header is no ${FIELDS[position]}`);
    }
    return item as Hex;
  };
}

/** The block hash that a header stands for. */
export function headerHash(rlp: Hex): Hex {
  return keccak256(rlp);
}

function decode(rlp: Hex): readonly unknown[] {
  let decoded: unknown;
  try {
    decoded = fromRlp(rlp, "hex");
  } catch (cause) {
    throw new RangeError("The header is no RLP", { cause });
  }
  if (!Array.isArray(decoded)) throw new RangeError("The header is no RLP list");
  return decoded;
}

function isHex(value: unknown): value is Hex {
  return typeof value === "string" && /^0x[0-9a-fA-F]*$/.test(value);
}

/** RLP numbers have no leading zeros; 0 is empty. */
function minimal(quantity: Hex): Hex {
  const digits = quantity.slice(2).replace(/^0+/, "");
  return digits === "" ? "0x" : `0x${digits.length % 2 === 0 ? "" : "0"}${digits}`;
}

/** @throws RangeError for a number with leading zeros, or of more than 8 bytes. */
function numberOf(item: Hex): bigint {
  if (item === "0x") return 0n;
  if (item.startsWith("0x00") || item.length > 18) throw new RangeError(`${item} is no RLP number`);
  return hexToBigInt(item);
}
