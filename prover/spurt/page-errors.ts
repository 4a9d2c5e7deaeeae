/**
 * Why pages of a bundle do not follow those that the oracle has accepted.
 * @module
 */
import { BadInputError, CheckFailedError } from "../errors.ts";

function continueCommand(spurt: bigint): string {
  return `\`pufeth-por prove --spurt ${spurt} --continue\``;
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

/** No accepted run ended at any border of a bundle that continues others' pages. */
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
          "Or prove all of it from the first validator: such a bundle needs no other's pages.",
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

/**
 * A run of pages ends where the registry keeps its chain, and none of so many pages as a transaction takes does: the bundle was
 * made with other borders than this version plans.
 */
export class PagesNotKeptError extends CheckFailedError {
  readonly code = "PAGES_NOT_KEPT";
  constructor(
    readonly firstPage: number,
    readonly lastPage: number,
    readonly proved: bigint,
  ) {
    super(
      `One transaction takes the pages ${firstPage} to ${lastPage} of this bundle, and none of them ends where the ` +
        "registry keeps its chain.",
      {
        hints: [
          `Prove the validators after the first ${proved} again, from the chain: \`pufeth-por prove --continue\` ends ` +
            "pages there.",
        ],
      },
    );
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
