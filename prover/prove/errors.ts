/** Failures of the prove stage. @module */
import { BadInputError, CheckFailedError } from "../errors.ts";

/** The circuit of this size was not compiled here, or it has no keys yet. */
export class KeysMissingError extends BadInputError {
  readonly code = "KEYS_MISSING";
  constructor(size: string, file: string, cause: unknown) {
    super(`There is no ${file} for the size "${size}".`, {
      cause,
      hints: [
        `Fetch the keys (pufeth-por setup --size ${size} --from URL), or make development keys: npm run setup -- ${size}`,
      ],
    });
  }
}

/** A key and a circuit that do not belong together: every proof would be invalid. */
export class KeyMismatchError extends BadInputError {
  readonly code = "KEY_OF_ANOTHER_CIRCUIT";
  constructor(size: string, what: string, expected: string, found: string) {
    super(
      `The key for the size "${size}" belongs to another circuit: ${what} is ${found}, expected ${expected}.`,
      {
        hints: [
          `Fetch the keys again (pufeth-por setup --size ${size} --from URL), or make new ones: npm run setup -- ${size}`,
        ],
      },
    );
  }
}

/** A worker failed on one page. */
export class PageProvingError extends BadInputError {
  readonly code = "PAGE_PROVING_FAILED";
  constructor(
    readonly page: number,
    pageCount: number,
    cause: unknown,
  ) {
    super(`Page ${page + 1} of ${pageCount} could not be proved: ${(cause as Error).message}`, {
      cause,
      hints: ["Nothing was written. Check memory and keys and run again."],
    });
  }
}

/** A proof came back that its own key does not accept, or that speaks of other values. */
export class PageProofInvalidError extends CheckFailedError {
  readonly code = "PAGE_PROOF_INVALID";
  constructor(
    readonly page: number,
    reason: string,
  ) {
    super(`The proof of page ${page + 1} is not valid: ${reason}.`, {
      hints: ["The proving key may be damaged: make the keys again with npm run setup."],
    });
  }
}
