/**
 * Reasons why a spurt's next step is not possible. Exit code 1 if a bundle does not fit, 3 if it is too early.
 * @module
 */
import { BadInputError, CheckFailedError, UnavailableError } from "../../errors.ts";
import { formatTime } from "./format-time.ts";

function continueCommand(spurt: bigint): string {
  return `\`pufeth-por prove --spurt ${spurt} --continue\``;
}

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

/** Pages and report need the spurt's block to be stored on chain. */
export class SpurtNotOpenError extends CheckFailedError {
  readonly code = "SPURT_NOT_OPEN";
  constructor(readonly spurt: bigint) {
    super(`Spurt ${spurt} is not open.`, {
      hints: [
        `Open it first: \`pufeth-por open --spurt ${spurt}\`, or do all steps at once: \`submit --whole\`.`,
      ],
    });
  }
}

/** The oracle's progress ends inside one of the bundle's pages. */
export class PagesDoNotFitError extends CheckFailedError {
  readonly code = "PAGES_DO_NOT_FIT";
  constructor(
    readonly spurt: bigint,
    readonly accepted: bigint,
    readonly page: number,
  ) {
    super(
      `The oracle has accepted ${accepted} validators, in pages of another bundle: page ${page} of this one begins ` +
        "before that and ends after it.",
      {
        hints: [
          `Prove the rest: ${continueCommand(spurt)}, and submit that bundle.`,
          "Or send all pages at once, which replaces the accepted pages: `submit --whole`.",
          "Or wait for the other submitter: `status` shows the progress.",
        ],
      },
    );
  }
}

/** The bundle continues pages that the oracle does not have: it is another oracle, or a reorganisation removed them. */
export class PagesBeforeBundleMissingError extends CheckFailedError {
  readonly code = "PAGES_BEFORE_BUNDLE_MISSING";
  constructor(
    readonly spurt: bigint,
    readonly accepted: bigint,
    readonly startCount: bigint,
  ) {
    super(
      `The bundle begins after the first ${startCount} validators, of which the oracle has accepted ${accepted}.`,
      {
        hints: [
          "First submit the bundle with the earlier pages.",
          `Or prove from the oracle's progress: ${continueCommand(spurt)}.`,
        ],
      },
    );
  }
}

/** A single transaction needs all pages. */
export class BundleNotWholeError extends BadInputError {
  readonly code = "BUNDLE_NOT_WHOLE";
  constructor(readonly startCount: number) {
    super(`The bundle begins after the first ${startCount} validators and has no pages for them.`, {
      hints: [
        "Send its pages without --whole, then run `pufeth-por finalize`.",
        "To get a bundle with all pages, prove without --continue.",
      ],
    });
  }
}

/** Pages before `--from-page` are not accepted yet. */
export class PagesBeforeMissingError extends CheckFailedError {
  readonly code = "PAGES_BEFORE_MISSING";
  constructor(
    readonly fromPage: number,
    readonly nextPage: number,
  ) {
    super(`Page ${fromPage} cannot be sent yet: the oracle expects page ${nextPage} next.`, {
      hints: ["Omit --from-page: accepted pages are skipped automatically."],
    });
  }
}

/** `--from-page` is not a page of the bundle. */
export class PageOutOfRangeError extends BadInputError {
  readonly code = "PAGE_OUT_OF_RANGE";
  constructor(
    readonly fromPage: number,
    readonly pages: number,
  ) {
    super(`There is no page ${fromPage}: the bundle has ${pages}.`, {
      hints: ["Pages are numbered from 1."],
    });
  }
}

/** A report needs all pages. */
export class PagesMissingError extends CheckFailedError {
  readonly code = "PAGES_MISSING";
  constructor(
    readonly spurt: bigint,
    readonly accepted: bigint,
    readonly required: bigint,
  ) {
    super(`Pages are missing: ${accepted} of ${required} validators are proved.`, {
      hints: [
        "Send them first: `pufeth-por submit DIR`.",
        `If the bundle has fewer validators, prove the others: ${continueCommand(spurt)}.`,
      ],
    });
  }
}

/** The report on chain differs from the bundle. */
export class ReportDiffersError extends CheckFailedError {
  readonly code = "REPORT_DIFFERS";
  constructor(
    spurt: bigint,
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`The report of spurt ${spurt} has a different ${what}: ${found}, the bundle has ${expected}.`, {
      hints: [
        "If somebody else reported, compare with their bundle: one of the two was made with another registry or oracle.",
        "Or the RPC is wrong: use another one.",
      ],
    });
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

/** From Gloas on: EIP-4788 names another block for the spurt, since a payload is missing, or the bundle is of another block. */
export class BlockNotShownError extends CheckFailedError {
  readonly code = "BLOCK_NOT_SHOWN";
  constructor(
    readonly spurt: bigint,
    readonly blockRoot: string,
  ) {
    super(`EIP-4788 does not show block ${blockRoot} as the last one of spurt ${spurt}.`, {
      hints: [
        "If the payload of the next block is missing, `pufeth-por open --beacon URL` proves the block from a newer state.",
        "Then `submit` checks that the bundle is of the same block.",
      ],
    });
  }
}
