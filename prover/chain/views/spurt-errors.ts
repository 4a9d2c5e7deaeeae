/**
 * What can stand between a spurt and its next step. Exit code 1 where a bundle does not fit, 3 where it is too early.
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
      `Spurt ${spurt} is not over: it ends at ${formatTime(end)}, and the first block after that shows it.`,
      {
        hints: ["Run again after that."],
      },
    );
  }
}

/** Pages and report need the spurt's block on chain. */
export class SpurtNotOpenError extends CheckFailedError {
  readonly code = "SPURT_NOT_OPEN";
  constructor(readonly spurt: bigint) {
    super(`Spurt ${spurt} is not open.`, {
      hints: [
        `Open it first: \`pufeth-por open --spurt ${spurt}\`, or do everything at once: \`submit --whole\`.`,
      ],
    });
  }
}

/** The oracle has validators that lie inside one of the bundle's pages. */
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
          `Prove the rest from there: ${continueCommand(spurt)}, and submit that.`,
          "Or send all pages at once, which replaces the accepted ones: `submit --whole`.",
          "Or wait for the other submitter: `status` shows how far the spurt is.",
        ],
      },
    );
  }
}

/** The bundle continues pages that the oracle does not have: it is another oracle, or their transaction was undone. */
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
          "Submit the bundle with the pages before first.",
          `Or prove from where the oracle is: ${continueCommand(spurt)}.`,
        ],
      },
    );
  }
}

/** One transaction for everything needs all pages. */
export class BundleNotWholeError extends BadInputError {
  readonly code = "BUNDLE_NOT_WHOLE";
  constructor(readonly startCount: number) {
    super(`The bundle begins after the first ${startCount} validators: it has no pages for them.`, {
      hints: [
        "Send its pages without --whole, then `pufeth-por finalize`.",
        "A bundle with all pages is proved without --continue.",
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
    super(`Page ${fromPage} cannot be sent yet: the next one that the oracle takes is page ${nextPage}.`, {
      hints: ["Leave out --from-page: pages that the oracle has are skipped anyway."],
    });
  }
}

/** `--from-page` names no page of the bundle. */
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

/** The report on chain is not what the bundle says. */
export class ReportDiffersError extends CheckFailedError {
  readonly code = "REPORT_DIFFERS";
  constructor(
    spurt: bigint,
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(
      `The report of spurt ${spurt} has another ${what} than the bundle: ${found}, the bundle ${expected}.`,
      {
        hints: [
          "If somebody else reported, compare with their bundle: one of both was made with another registry or oracle.",
          "Or the RPC lies: ask another one.",
        ],
      },
    );
  }
}

/** There was no beacon chain yet. */
export class SpurtBeforeGenesisError extends BadInputError {
  readonly code = "SPURT_BEFORE_GENESIS";
  constructor(
    readonly spurt: bigint,
    end: bigint,
    genesisTime: bigint,
  ) {
    super(
      `Spurt ${spurt} ended at ${formatTime(end)}, before the beacon chain began at ${formatTime(genesisTime)}.`,
      { hints: ["It has no block and can have no report: take a later one."] },
    );
  }
}
