/**
 * Spurts that have no last block: it is too early (exit code 3), or they ended before the beacon chain began.
 * @module
 */
import { BadInputError, UnavailableError } from "../../errors.ts";
import { formatTime } from "../../units.ts";

/** The first spurt is not over yet. */
export class NoSpurtEndedError extends UnavailableError {
  readonly code = "NO_SPURT_ENDED";
  constructor(readonly end: bigint) {
    super(`No spurt has ended yet: the first one ends at ${formatTime(end)}.`, {
      hints: ["Run again after that."],
    });
  }
}

/** Its last block is not known yet. */
export class SpurtNotEndedError extends UnavailableError {
  readonly code = "SPURT_NOT_ENDED";
  constructor(
    readonly spurt: bigint,
    readonly end: bigint,
  ) {
    super(
      `Spurt ${spurt} has not ended: it ends at ${formatTime(end)}, and its last block is known after the next block.`,
      {
        hints: ["Run again after that."],
      },
    );
  }
}

/** The beacon chain did not exist yet. */
export class SpurtBeforeGenesisError extends BadInputError {
  readonly code = "SPURT_BEFORE_GENESIS";
  constructor(
    readonly spurt: bigint,
    end: bigint,
    genesisTime: bigint,
  ) {
    super(
      `Spurt ${spurt} ended at ${formatTime(end)}, before the beacon chain began at ${formatTime(genesisTime)}.`,
      { hints: ["It has no block and cannot have a report: use a later one."] },
    );
  }
}
