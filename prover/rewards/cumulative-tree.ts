/**
 * The tree of RewardsDistributor: one leaf an account, with all that it earned since the first spurt. A claim pays what is
 * above the claims before, so one proof of the newest tree is enough.
 * @module
 */
import type { AccountRewards } from "./account-rewards.ts";
import { type LeafType, type StandardTreeDump, standardTree } from "./standard-tree.ts";

const LEAF: readonly LeafType[] = ["address", "uint256"];

export interface CumulativeTree {
  readonly tree: StandardTreeDump;
  readonly totalWei: bigint;
}

/** @returns null where nobody has earned anything yet. */
export function cumulativeTree(
  accounts: readonly Pick<AccountRewards, "account" | "cumulativeWei">[],
): CumulativeTree | null {
  const earning = accounts.filter(({ cumulativeWei }) => cumulativeWei > 0n);
  if (earning.length === 0) return null;
  return {
    tree: standardTree(
      earning.map(({ account, cumulativeWei }) => [account, cumulativeWei.toString()]),
      LEAF,
    ),
    totalWei: earning.reduce((sum, { cumulativeWei }) => sum + cumulativeWei, 0n),
  };
}
