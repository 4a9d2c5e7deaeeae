/**
 * A published tree against the rebuilt one, leaf by leaf.
 * @module
 */
import type { Hex } from "../hex.ts";
import type { PublishedLeaf, PublishedTree } from "./published-tree.ts";

export interface LeafDifference {
  readonly account: Hex;
  /** What the published tree says; null: it has no such leaf. */
  readonly published: string | null;
  /** What the chains give; null: nothing was earned. */
  readonly rebuilt: string | null;
}

/** @param rebuilt  null where nobody earned anything. @returns In the order of addresses; none if the roots agree. */
export function compareTrees(published: PublishedTree, rebuilt: PublishedTree | null): LeafDifference[] {
  if (published.root === rebuilt?.root) return [];
  const accounts = [...new Set([...published.leaves.keys(), ...(rebuilt?.leaves.keys() ?? [])])].sort();
  return accounts.flatMap((account) => {
    const row = {
      account,
      published: textOf(published.leaves.get(account)),
      rebuilt: textOf(rebuilt?.leaves.get(account)),
    };
    return row.published === row.rebuilt ? [] : [row];
  });
}

function textOf(leaf: PublishedLeaf | undefined): string | null {
  if (leaf === undefined) return null;
  return `${leaf.amountWei} wei${leaf.isL1Contract ? ", contract on L1" : ""}`;
}
