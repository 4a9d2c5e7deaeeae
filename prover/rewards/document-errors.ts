/** Files of rewards, and amounts that do not fit each other. @module */
import { BadInputError, CheckFailedError } from "../errors.ts";
import { formatWeiAsEth } from "../units.ts";

export class RewardsFileError extends BadInputError {
  readonly code = "REWARDS_FILE_INVALID";
  constructor(
    readonly path: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`${path} is no file of rewards: ${reason}.`, {
      cause,
      hints: [
        "It is rewards.json, interval-tree.json or cumulative-tree.json of `pufeth-por rewards build`, or a dump of StandardMerkleTree.",
      ],
    });
  }
}

/** The rewards of the spurt before do not end where this one begins. */
export class PreviousRewardsError extends BadInputError {
  readonly code = "REWARDS_PREVIOUS_MISMATCH";
  constructor(reason: string) {
    super(`The rewards of the spurt before do not belong to this one: ${reason}.`, {
      hints: ["Give the rewards.json of the spurt before with --previous."],
    });
  }
}

/** More is owed than the report carries as a liability. */
export class LiabilityExceededError extends CheckFailedError {
  readonly code = "REWARDS_ABOVE_LIABILITY";
  constructor(
    readonly spurt: bigint,
    readonly owedWei: bigint,
    readonly liabilityWei: bigint,
  ) {
    super(
      `Rewards of ${owedWei} wei are owed at spurt ${spurt}, and its report carries a liability of ${liabilityWei} wei: ${formatWeiAsEth(owedWei - liabilityWei)} ETH too little.`,
      { hints: ["Promise more to the distributor before the next spurt ends, and publish then."] },
    );
  }
}

/** The oracle's configuration has no liability of this distributor. */
export class LiabilityMissingError extends BadInputError {
  readonly code = "REWARDS_LIABILITY_MISSING";
  constructor(
    readonly distributor: string,
    reason: string,
  ) {
    super(`The rewards cannot be tied to a liability of ${distributor}: ${reason}.`, {
      hints: ["Check --distributor. Without it the trees are built, and tied to nothing."],
    });
  }
}

/** An address that a tree does not have. */
export class AccountNotInTreeError extends CheckFailedError {
  readonly code = "ACCOUNT_NOT_IN_TREE";
  constructor(
    readonly account: string,
    source: string,
  ) {
    super(`${account} has no leaf in ${source}: it has earned nothing there.`);
  }
}

/** The folder cannot be written. */
export class RewardsTargetError extends BadInputError {
  readonly code = "REWARDS_TARGET_UNUSABLE";
  constructor(
    readonly folder: string,
    cause: unknown,
  ) {
    super(`The rewards cannot be written to ${folder}: ${(cause as Error).message}.`, {
      cause,
      hints: ["Give a folder that does not exist, or is empty, with --out."],
    });
  }
}

/** The distributor pays by another tree. */
export class TreeNotPublishedError extends CheckFailedError {
  readonly code = "TREE_NOT_PUBLISHED";
  constructor(distributor: string, root: string, published: string) {
    super(`${distributor} pays by the tree with the root ${published}, and this one has ${root}.`, {
      hints: ["Use cumulative-tree.json of the latest spurt that is published."],
    });
  }
}

/** A published tree is not the one that the chains give. */
export class RewardsDifferError extends CheckFailedError {
  readonly code = "REWARDS_DIFFER";
  constructor(check: { readonly differences: readonly unknown[]; readonly publishedRoot: string }) {
    super(
      `The tree ${check.publishedRoot} is not what the chains give: ${check.differences.length} leaves differ.`,
    );
    this.details = { check };
  }
  override readonly details: Readonly<Record<string, unknown>>;
}
