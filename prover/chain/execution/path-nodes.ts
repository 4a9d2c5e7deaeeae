/**
 * Picks the nodes of one path out of what a client sends for it: some add empty nodes, repeat nodes or list embedded ones, and
 * a proof is exactly the nodes of its path. Proves nothing: `./trie-proof.ts` does. Source: Yellow Paper, appendix D.
 * @module
 */
import { fromRlp, keccak256 } from "viem";
import type { Hex } from "../../hex.ts";
import { EMPTY_TRIE_ROOT } from "./trie-proof.ts";
import { type RlpItem, trieStep } from "./trie-step.ts";

/** Hexadecimal length of a reference by hash. */
const HASH_LENGTH = 66;

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
  const step = trieStep(item, rest);
  if (step.kind !== "child") return [undefined, rest];
  if (typeof step.child !== "string") return nextHash(step.child, step.rest);
  return [step.child.length === HASH_LENGTH ? step.child : undefined, step.rest];
}

function decoded(node: Hex): RlpItem | undefined {
  try {
    return fromRlp(node, "hex");
  } catch {
    return undefined;
  }
}
