/**
 * One step down a Merkle-Patricia trie. Source: Yellow Paper, appendix D.
 * @module
 */
import type { Hex } from "../../hex.ts";

export type RlpItem = Hex | readonly RlpItem[];

export type TrieStep =
  /** A reference by hash (32 bytes), or a node that is embedded. */
  | { readonly kind: "child"; readonly child: RlpItem; readonly rest: string }
  | { readonly kind: "value"; readonly value: RlpItem }
  /** The key is not in the trie. */
  | { readonly kind: "absent" }
  | { readonly kind: "malformed" };

const BRANCH_ITEMS = 17;
const ABSENT: TrieStep = { kind: "absent" };
const MALFORMED: TrieStep = { kind: "malformed" };

/**
 * @param node  decoded.
 * @param rest  the hexadecimal digits of the key that are left. All keys of a trie are equally long: no branch has a value.
 */
export function trieStep(node: RlpItem | undefined, rest: string): TrieStep {
  if (node === undefined || typeof node === "string") return MALFORMED;
  if (node.length === BRANCH_ITEMS) {
    if (rest === "") return MALFORMED;
    return below(node[Number.parseInt(rest[0]!, 16)]!, rest.slice(1));
  }
  const [prefix, item] = node;
  if (node.length !== 2 || typeof prefix !== "string" || prefix.length < 4) return MALFORMED;
  const flag = Number.parseInt(prefix[2]!, 16);
  const nibbles = prefix.slice(flag % 2 === 1 ? 3 : 4);
  // Hex-prefix: bit 1 marks a leaf.
  if (flag >= 2) return nibbles === rest ? { kind: "value", value: item! } : ABSENT;
  return rest.startsWith(nibbles) ? below(item!, rest.slice(nibbles.length)) : ABSENT;
}

function below(child: RlpItem, rest: string): TrieStep {
  return child === "0x" ? ABSENT : { kind: "child", child, rest };
}
