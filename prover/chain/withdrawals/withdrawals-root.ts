/**
 * The root of a block's withdrawals, as its header holds it: a Merkle-Patricia trie from RLP of the position to RLP of the
 * withdrawal. Written for small tries whose keys and values are all known at once.
 * Source: EIP-4895; Yellow Paper, appendix D (hex-prefix, node composition).
 * @module
 */
import { keccak256, numberToHex, toRlp } from "viem";
import type { Hex } from "../../hex.ts";

/** As an execution block lists it. Amounts on the execution layer's list are gwei too. */
export interface ListedWithdrawal {
  readonly index: bigint;
  readonly validatorIndex: bigint;
  readonly address: Hex;
  readonly amountGwei: bigint;
}

type RlpNode = Hex | readonly RlpNode[];

interface Item {
  readonly nibbles: string;
  readonly value: Hex;
}

export function withdrawalsRoot(withdrawals: readonly ListedWithdrawal[]): Hex {
  return orderedRoot(
    withdrawals.map(({ index, validatorIndex, address, amountGwei }) =>
      rlp([number(index), number(validatorIndex), address, number(amountGwei)]),
    ),
  );
}

/** Root of the trie of a list: keys are the positions. */
export function orderedRoot(values: readonly Hex[]): Hex {
  if (values.length === 0) return keccak256(rlp("0x"));
  const items = values.map((value, position) => ({ nibbles: rlp(number(BigInt(position))).slice(2), value }));
  return keccak256(rlp(nodeOf(items)));
}

/** @param items  with distinct keys, none of which begins with another: RLP has this. */
function nodeOf(items: readonly Item[]): RlpNode {
  const [first] = items;
  if (items.length === 1) return [hexPrefix(first!.nibbles, true), first!.value];
  const shared = sharedNibbles(items);
  if (shared > 0)
    return [hexPrefix(first!.nibbles.slice(0, shared), false), reference(without(items, shared))];
  const children = Array.from({ length: 16 }, (_, nibble): RlpNode => {
    const below = items.filter(({ nibbles }) => Number.parseInt(nibbles[0]!, 16) === nibble);
    return below.length === 0 ? "0x" : reference(without(below, 1));
  });
  return [...children, "0x"];
}

/** A node of less than 32 bytes stands in its parent itself. */
function reference(items: readonly Item[]): RlpNode {
  const node = nodeOf(items);
  const encoded = rlp(node);
  return encoded.length < 2 + 2 * 32 ? node : keccak256(encoded);
}

function without(items: readonly Item[], count: number): Item[] {
  return items.map(({ nibbles, value }) => ({ nibbles: nibbles.slice(count), value }));
}

function sharedNibbles(items: readonly Item[]): number {
  const [{ nibbles: first }] = items as [Item];
  let shared = 0;
  while (items.every(({ nibbles }) => nibbles[shared] !== undefined && nibbles[shared] === first[shared]))
    shared++;
  return shared;
}

function hexPrefix(nibbles: string, isLeaf: boolean): Hex {
  const isOdd = nibbles.length % 2 === 1;
  const flag = (isLeaf ? 2 : 0) + (isOdd ? 1 : 0);
  return `0x${flag}${isOdd ? "" : "0"}${nibbles}`;
}

function number(value: bigint): Hex {
  if (value === 0n) return "0x";
  const hex = numberToHex(value);
  return hex.length % 2 === 0 ? hex : `0x0${hex.slice(2)}`;
}

function rlp(node: RlpNode): Hex {
  return toRlp(node as Parameters<typeof toRlp>[0]) as Hex;
}
