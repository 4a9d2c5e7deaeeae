/** What in an interval does not fit together: each names the validator. @module */
import { BadInputError, CheckFailedError, UnavailableError } from "../errors.ts";
import type { Hex } from "../hex.ts";
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
      hints: ["If it is listed in the file of --consolidations, correct that."],
    });
  }
}

/** A validator left with less than its principal, and the state that says whether it was consolidated is not to be had. */
export class ConsolidationUnknownError extends UnavailableError {
  readonly code = "CONSOLIDATION_UNKNOWN";
  constructor(
    readonly validator: number,
    missing: string,
    cause?: unknown,
  ) {
    super(
      `Validator ${validator} left with less than its principal. Whether it was consolidated is not known without ${missing}.`,
      {
        cause,
        hints: [
          "Give a beacon node that still has old states. A consolidation may be listed in the file of --consolidations instead.",
        ],
      },
    );
  }
}

/** The state between the ends is of another block than the execution chain names. */
export class BlockBetweenMismatchError extends CheckFailedError {
  readonly code = "BLOCK_BETWEEN_MISMATCH";
  constructor(slot: number, expected: Hex, found: Hex) {
    super(`The block of slot ${slot} is ${expected} by the execution chain; the beacon node's is ${found}.`, {
      hints: ["Use a beacon node that follows the chain of --rpc."],
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
