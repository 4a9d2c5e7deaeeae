/**
 * What can stand between a spurt and its next step. Exit code 1 where a bundle does not fit, 3 where it is too early.
 * @module
 */
import { BadInputError, CheckFailedError, UnavailableError } from "../errors.ts";
import { formatTime } from "./format-time.ts";

function continueCommand(spurt: bigint): string {
  return `\`pufeth-por prove --spurt ${spurt} --continue\``;
}

/** The first spurt is not over yet. */
export class NoSpurtEndedError extends UnavailableError {
  readonly code = "NO_SPURT_ENDED";
  readonly end: bigint;
  constructor(end: bigint) {
    super(`No spurt has ended yet: the first one ends at ${formatTime(end)}.`, {
      hints: ["Run again after that."],
    });
    this.end = end;
  }
}

/** Its last block is not known yet. */
export class SpurtNotEndedError extends UnavailableError {
  readonly code = "SPURT_NOT_ENDED";
  readonly spurt: bigint;
  readonly end: bigint;
  constructor(spurt: bigint, end: bigint) {
    super(
      `Spurt ${spurt} is not over: it ends at ${formatTime(end)}, and the first block after that shows it.`,
      {
        hints: ["Run again after that."],
      },
    );
    this.spurt = spurt;
    this.end = end;
  }
}

/** Pages and report need the spurt's block on chain. */
export class SpurtNotOpenError extends CheckFailedError {
  readonly code = "SPURT_NOT_OPEN";
  readonly spurt: bigint;
  constructor(spurt: bigint) {
    super(`Spurt ${spurt} is not open.`, {
      hints: [
        `Open it first: \`pufeth-por open --spurt ${spurt}\`, or do everything at once: \`submit --whole\`.`,
      ],
    });
    this.spurt = spurt;
  }
}

/** The oracle has validators that lie inside one of the bundle's pages. */
export class PagesDoNotFitError extends CheckFailedError {
  readonly code = "PAGES_DO_NOT_FIT";
  readonly spurt: bigint;
  readonly accepted: bigint;
  readonly page: number;
  constructor(spurt: bigint, accepted: bigint, page: number) {
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
    this.spurt = spurt;
    this.accepted = accepted;
    this.page = page;
  }
}

/** The bundle continues pages that the oracle does not have: it is another oracle, or their transaction was undone. */
export class PagesBeforeBundleMissingError extends CheckFailedError {
  readonly code = "PAGES_BEFORE_BUNDLE_MISSING";
  readonly spurt: bigint;
  readonly accepted: bigint;
  readonly startCount: bigint;
  constructor(spurt: bigint, accepted: bigint, startCount: bigint) {
    super(
      `The bundle begins after the first ${startCount} validators, of which the oracle has accepted ${accepted}.`,
      {
        hints: [
          "Submit the bundle with the pages before first.",
          `Or prove from where the oracle is: ${continueCommand(spurt)}.`,
        ],
      },
    );
    this.spurt = spurt;
    this.accepted = accepted;
    this.startCount = startCount;
  }
}

/** One transaction for everything needs all pages. */
export class BundleNotWholeError extends BadInputError {
  readonly code = "BUNDLE_NOT_WHOLE";
  readonly startCount: number;
  constructor(startCount: number) {
    super(`The bundle begins after the first ${startCount} validators: it has no pages for them.`, {
      hints: [
        "Send its pages without --whole, then `pufeth-por finalize`.",
        "A bundle with all pages is proved without --continue.",
      ],
    });
    this.startCount = startCount;
  }
}

/** Pages before `--from-page` are not accepted yet. */
export class PagesBeforeMissingError extends CheckFailedError {
  readonly code = "PAGES_BEFORE_MISSING";
  readonly fromPage: number;
  readonly nextPage: number;
  constructor(fromPage: number, nextPage: number) {
    super(`Page ${fromPage} cannot be sent yet: the next one that the oracle takes is page ${nextPage}.`, {
      hints: ["Leave out --from-page: pages that the oracle has are skipped anyway."],
    });
    this.fromPage = fromPage;
    this.nextPage = nextPage;
  }
}

/** `--from-page` names no page of the bundle. */
export class PageOutOfRangeError extends BadInputError {
  readonly code = "PAGE_OUT_OF_RANGE";
  readonly fromPage: number;
  readonly pages: number;
  constructor(fromPage: number, pages: number) {
    super(`There is no page ${fromPage}: the bundle has ${pages}.`, {
      hints: ["Pages are numbered from 1."],
    });
    this.fromPage = fromPage;
    this.pages = pages;
  }
}

/** A report needs all pages. */
export class PagesMissingError extends CheckFailedError {
  readonly code = "PAGES_MISSING";
  readonly spurt: bigint;
  readonly accepted: bigint;
  readonly required: bigint;
  constructor(spurt: bigint, accepted: bigint, required: bigint) {
    super(`Pages are missing: ${accepted} of ${required} validators are proved.`, {
      hints: [
        "Send them first: `pufeth-por submit DIR`.",
        `If the bundle has fewer validators, prove the others: ${continueCommand(spurt)}.`,
      ],
    });
    this.spurt = spurt;
    this.accepted = accepted;
    this.required = required;
  }
}

/** The report on chain is not what the bundle says. */
export class ReportDiffersError extends CheckFailedError {
  readonly code = "REPORT_DIFFERS";
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  constructor(spurt: bigint, what: string, expected: string, found: string) {
    super(
      `The report of spurt ${spurt} has another ${what} than the bundle: ${found}, the bundle ${expected}.`,
      {
        hints: [
          "If somebody else reported, compare with their bundle: one of both was made with another registry or oracle.",
          "Or the RPC lies: ask another one.",
        ],
      },
    );
    this.what = what;
    this.expected = expected;
    this.found = found;
  }
}

/** There was no beacon chain yet. */
export class SpurtBeforeGenesisError extends BadInputError {
  readonly code = "SPURT_BEFORE_GENESIS";
  readonly spurt: bigint;
  constructor(spurt: bigint, end: bigint, genesisTime: bigint) {
    super(
      `Spurt ${spurt} ended at ${formatTime(end)}, before the beacon chain began at ${formatTime(genesisTime)}.`,
      { hints: ["It has no block and can have no report: take a later one."] },
    );
    this.spurt = spurt;
  }
}
