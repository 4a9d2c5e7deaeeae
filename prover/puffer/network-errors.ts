/**
 * What is wrong with a network file, and what a network does not know.
 * @module
 */
import { BadInputError, CheckFailedError } from "../errors.ts";
import type { Hex } from "../hex.ts";

/** The file is not there, or not of the form in network.ts. */
export class NetworkFileError extends BadInputError {
  readonly code = "NETWORK_FILE_INVALID";
  constructor(
    readonly file: string,
    reason: string,
    cause?: unknown,
  ) {
    super(`The network file ${file} cannot be used: ${reason}.`, {
      cause,
      hints: ["networks/mainnet-puffer.json of the package is an example."],
    });
  }
}

export class NetworkUnknownError extends BadInputError {
  readonly code = "NETWORK_UNKNOWN";
  constructor(
    readonly network: string,
    known: readonly string[],
  ) {
    super(`There is no network ${network}: this release knows ${known.join(", ")}.`, {
      hints: ["Give the path of a network file, with a / or ending in .json."],
    });
  }
}

/** The storage of another implementation may lie elsewhere: nothing is read from it. */
export class ImplementationUnknownError extends CheckFailedError {
  readonly code = "IMPLEMENTATION_UNKNOWN";
  constructor(
    /** E.g. `vault`. */
    readonly contract: string,
    readonly proxy: Hex,
    readonly implementation: string,
  ) {
    super(`The ${contract} ${proxy} has the implementation ${implementation}, whose layout is not known.`, {
      hints: ["It was upgraded: use a release, or a network file, that lists the new implementation."],
    });
  }
}
