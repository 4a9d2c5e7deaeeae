/**
 * Checks that a published tree of rewards is the one that the chains give, leaf by leaf. Only where a tree is given.
 * @module
 */
import { checkRewards } from "../../rewards/check-rewards.ts";
import type { PublishedTree } from "../../rewards/published-tree.ts";
import type { Rewards } from "../../rewards/rewards-document.ts";
import type { Claim, Difference } from "../claim.ts";
import { LeftOutError } from "../errors.ts";

export interface AuditedRewards {
  readonly published: PublishedTree;
  /** Builds the rewards of a spurt from the auditor's own nodes. */
  readonly rebuild: (spurt: bigint) => Promise<Rewards>;
}

const NO_LEAF = "no leaf";

export const REWARDS_CLAIM: Claim = {
  id: "rewards",
  sentence: "The published tree of rewards has the leaves that states and withdrawals give.",
  offline: false,
  async check({ evidence }) {
    const { rewards } = evidence.options;
    if (rewards === undefined) throw new LeftOutError("no tree of rewards is given");
    const { number } = await evidence.spurt();
    const { differences, publishedRoot, rebuiltRoot } = checkRewards(
      rewards.published,
      await rewards.rebuild(number),
    );
    const leaves = differences.map(
      ({ account, published, rebuilt }): Difference => ({
        what: account,
        bundle: published ?? NO_LEAF,
        own: rebuilt ?? NO_LEAF,
      }),
    );
    if (publishedRoot === rebuiltRoot) return [];
    return [{ what: "root of the tree", bundle: publishedRoot, own: rebuiltRoot ?? "no tree" }, ...leaves];
  },
};
