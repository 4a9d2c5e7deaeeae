/**
 * Rebuilds the rewards of a spurt and compares a published file with them.
 * @module
 */
import { compareTrees, type LeafDifference } from "./compare-trees.ts";
import { type PublishedTree, readPublishedTree } from "./published-tree.ts";
import type { Rewards } from "./rewards-document.ts";

/** The tree of the same kind, of what was rebuilt; null where nobody earned anything. */
export function rebuiltTree(
  { intervalTree, cumulative }: Rewards,
  kind: PublishedTree["kind"],
): PublishedTree | null {
  const dump = kind === "interval" ? intervalTree.published?.tree : cumulative?.tree;
  return dump === undefined ? null : readPublishedTree(dump, "the rebuilt tree");
}

export interface RewardsCheck {
  readonly kind: PublishedTree["kind"];
  readonly spurt: string;
  readonly publishedRoot: string;
  readonly rebuiltRoot: string | null;
  readonly leaves: number;
  readonly differences: readonly LeafDifference[];
}

export function checkRewards(published: PublishedTree, rewards: Rewards): RewardsCheck {
  const rebuilt = rebuiltTree(rewards, published.kind);
  return {
    kind: published.kind,
    spurt: rewards.document.spurt,
    publishedRoot: published.root,
    rebuiltRoot: rebuilt?.root ?? null,
    leaves: published.leaves.size,
    differences: compareTrees(published, rebuilt),
  };
}
