/** What in an interval does not fit together: each names the validator. @module */
import { BadInputError, CheckFailedError } from "../errors.ts";
import type { PendingConsolidation } from "../state/pending-consolidations.ts";

/** A consolidation that the states do not bear out. */
export class ConsolidationInvalidError extends CheckFailedError {
  readonly code = "CONSOLIDATION_INVALID";
  constructor(
    readonly consolidation: PendingConsolidation,
    reason: string,
  ) {
    const { source, target } = consolidation;
    super(`The consolidation of validator ${source} into ${target} cannot be in this spurt: ${reason}.`, {
      hints: ["Correct the file of --consolidations."],
    });
  }
}

/** A validator is gone, and its principal came neither to its pod nor to another validator. */
export class PrincipalVanishedError extends CheckFailedError {
  readonly code = "PRINCIPAL_VANISHED";
  constructor(
    readonly validator: number,
    principalGwei: bigint,
    withdrawnGwei: bigint,
  ) {
    super(
      `Validator ${validator} left with ${withdrawnGwei} of ${principalGwei} gwei, and was not slashed: its balance went elsewhere.`,
      {
        hints: ["If it was consolidated into another validator, list both in the file of --consolidations."],
      },
    );
  }
}

/** A withdrawal of a registered validator was paid to another account than its credentials name. */
export class WithdrawnElsewhereError extends CheckFailedError {
  readonly code = "WITHDRAWN_ELSEWHERE";
  constructor(
    readonly validator: number,
    withdrawal: bigint,
    address: string,
  ) {
    super(
      `Withdrawal ${withdrawal} of validator ${validator} was paid to ${address}, which its credentials do not name.`,
    );
  }
}

/** The states are not the two ends of an interval. */
export class IntervalInvalidError extends BadInputError {
  readonly code = "REWARDS_INTERVAL_INVALID";
  constructor(reason: string) {
    super(`There is no such interval: ${reason}.`, {
      hints: [
        "The first state is that of the last block of the spurt before, the second one that of the spurt itself.",
      ],
    });
  }
}
