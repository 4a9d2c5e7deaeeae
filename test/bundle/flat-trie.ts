/**
 * Merkle-Patricia tries of one or a few entries, built by hand from the Yellow Paper (appendix D), with proofs of what
 * is there and of what is not.
 * @module
 */
import { type Hex, keccak256, toRlp } from "viem";

export interface TrieEntry {
  /** 32 bytes: already hashed, as in the state and storage tries. */
  readonly key: Hex;
  /** RLP of the value. */
  readonly value: Hex;
}

export interface FlatTrie {
  readonly root: Hex;
  proofOf(key: Hex): Hex[];
}

/** One leaf, or one branch over leaves: keys must differ in their first nibble. */
export function flatTrie(entries: readonly TrieEntry[]): FlatTrie {
  if (entries.length === 1) {
    const { key, value } = entries[0]!;
    const leaf = toRlp([`0x20${key.slice(2)}`, value]);
    return { root: keccak256(leaf), proofOf: () => [leaf] };
  }
  const leaves = new Map(
    entries.map(({ key, value }) => [Number.parseInt(key[2]!, 16), toRlp([`0x3${key.slice(3)}`, value])]),
  );
  if (leaves.size !== entries.length) throw new Error("two keys begin with the same nibble");
  const children = Array.from({ length: 16 }, (_, nibble): Hex => {
    const leaf = leaves.get(nibble);
    return leaf ? keccak256(leaf) : "0x";
  });
  const branch = toRlp([...children, "0x"]);
  return {
    root: keccak256(branch),
    // An absent key ends at an empty place of the branch, or at the leaf of another key.
    proofOf(key) {
      const leaf = leaves.get(Number.parseInt(key[2]!, 16));
      return leaf === undefined ? [branch] : [branch, leaf];
    },
  };
}
