/**
 * Picks the nodes of one path out of what a client sends for it: some add empty nodes, repeat nodes or list embedded ones, and
 * a proof is exactly the nodes of its path. Proves nothing: `./trie-proof.ts` does. Source: Yellow Paper, appendix D.
 * @module
 */
import { fromRlp, keccak256 } from "viem";
import type { Hex } from "../../hex.ts";
import { EMPTY_TRIE_ROOT } from "./trie-proof.ts";

type RlpItem = Hex | readonly RlpItem[];

/** Hexadecimal length of a reference by hash. */
const HASH_LENGTH = 66;
const BRANCH_ITEMS = 17;

/**
 * @param key    not hashed.
 * @param nodes  RLP, in any order.
 * @returns root first; where a node is missing, those before it.
 */
export function pathNodes(root: Hex, key: Hex, nodes: readonly Hex[]): Hex[] {
  if (root === EMPTY_TRIE_ROOT) return [];
  const byHash = new Map(nodes.map((node) => [keccak256(node), node]));
  const path: Hex[] = [];
  let rest = keccak256(key).slice(2);
  for (let next: Hex | undefined = root; next !== undefined; ) {
    const node = byHash.get(next);
    if (node === undefined) return path;
    path.push(node);
    [next, rest] = nextHash(decoded(node), rest);
  }
  return path;
}

/** Goes through embedded nodes, which have no place of their own. */
function nextHash(item: RlpItem | undefined, rest: string): [Hex | undefined, string] {
  const [child, after] = childOf(item, rest);
  if (typeof child !== "string") return child === undefined ? [undefined, after] : nextHash(child, after);
  return [child.length === HASH_LENGTH ? child : undefined, after];
}

/** @returns undefined where the path ends. */
function childOf(item: RlpItem | undefined, rest: string): [RlpItem | undefined, string] {
  if (item === undefined || typeof item === "string") return [undefined, rest];
  if (item.length === BRANCH_ITEMS) {
    return rest === "" ? [undefined, rest] : [item[Number.parseInt(rest[0]!, 16)], rest.slice(1)];
  }
  const [prefix, child] = item;
  if (typeof prefix !== "string" || prefix.length < 4) return [undefined, rest];
  const flag = Number.parseInt(prefix[2]!, 16);
  const isLeaf = flag >= 2;
  const nibbles = prefix.slice(flag % 2 === 1 ? 3 : 4);
  return isLeaf || !rest.startsWith(nibbles) ? [undefined, rest] : [child, rest.slice(nibbles.length)];
}

function decoded(node: Hex): RlpItem | undefined {
  try {
    return fromRlp(node, "hex");
  } catch {
    return undefined;
  }
}
