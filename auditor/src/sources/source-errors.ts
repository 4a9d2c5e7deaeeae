/**
 * How opening a bundle in the page can fail.
 * @module
 */
import { BadInputError } from "../../../prover/errors.ts";

/** The selected or dropped files contain no bundle. */
export class NoBundleHereError extends BadInputError {
  readonly code = "NO_BUNDLE_HERE";
  constructor(readonly what: string) {
    super(`There is no bundle in ${what}: a bundle is a folder with the file bundle.json in it.`, {
      hints: ["Choose the folder that `pufeth-por prove --out` wrote, or a .tar.gz of it."],
    });
  }
}

/** bundle.json lists a missing file. */
export class BundleFileMissingError extends BadInputError {
  readonly code = "BUNDLE_FILE_MISSING";
  constructor(
    readonly file: string,
    readonly where: string,
  ) {
    super(`The bundle is incomplete: ${file} is missing from ${where}.`, {
      hints: ["Copy the whole folder, with the folder pages in it, and open it again."],
    });
  }
}

/** The archive cannot be unpacked. */
export class ArchiveUnreadableError extends BadInputError {
  readonly code = "ARCHIVE_UNREADABLE";
  constructor(
    readonly file: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`The archive ${file} cannot be unpacked: ${reason}.`, {
      cause,
      hints: ["Make it with `tar czf bundle.tar.gz FOLDER`, or open the folder itself."],
    });
  }
}

/** The address is invalid. */
export class AddressUnusableError extends BadInputError {
  readonly code = "ADDRESS_UNUSABLE";
  constructor(
    readonly address: string,
    reason: string,
    example: string,
  ) {
    super(`"${address}" cannot be used: ${reason}.`, { hints: [`It looks like ${example}`] });
  }
}

/** The server did not answer, or the browser blocked its answer. */
export class ServerUnreachableError extends BadInputError {
  readonly code = "SERVER_UNREACHABLE";
  constructor(
    readonly address: string,
    cause: unknown,
  ) {
    super(`${address} did not answer.`, {
      cause,
      hints: [
        "Check the address and your connection.",
        "If the address opens in a tab of its own, its server does not allow other pages to read it (CORS): download the bundle and open it as files.",
      ],
    });
  }
}

/** The server answered, but not with the file. */
export class ServerRefusedError extends BadInputError {
  readonly code = "SERVER_REFUSED";
  constructor(
    readonly address: string,
    readonly status: number,
  ) {
    super(
      status === 404
        ? `There is nothing at ${address} (HTTP status 404).`
        : `The server rejected ${address} (HTTP status ${status}).`,
      { hints: ["Give the address of the folder that holds bundle.json, or of bundle.json itself."] },
    );
  }
}
