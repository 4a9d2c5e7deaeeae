/**
 * What can be wrong with keys and their manifest. Exit code 1 where something was compared and differs, 2 where it
 * cannot be used, 3 where it cannot be reached.
 * @module
 */
import { BadInputError, CheckFailedError, UnavailableError } from "../errors.ts";

/** There is no manifest to fetch or compare keys by. */
export class KeyManifestMissingError extends BadInputError {
  readonly code = "KEY_MANIFEST_MISSING";
  constructor(
    readonly file: string,
    cause: unknown,
  ) {
    super(`The key manifest ${file} cannot be read: ${cause instanceof Error ? cause.message : cause}.`, {
      cause,
      hints: [
        "Name one with --manifest FILE, from a source that you trust: who makes the manifest chooses the keys.",
        "For tests, `pufeth-por setup --dev` makes keys without a manifest.",
      ],
    });
  }
}

/** The file is no key manifest, or contradicts itself. */
export class KeyManifestUnusableError extends BadInputError {
  readonly code = "KEY_MANIFEST_UNUSABLE";
  constructor(
    readonly file: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`${file} is no usable key manifest: ${reason}.`, {
      cause,
      hints: ["Get it again: `pufeth-por ceremony export` writes it, and it is not edited by hand."],
    });
  }
}

/** The manifest was written in a format version that this program does not know. */
export class KeyManifestVersionError extends BadInputError {
  readonly code = "KEY_MANIFEST_VERSION_UNKNOWN";
  constructor(
    readonly file: string,
    readonly found: string,
    readonly supported: number,
  ) {
    super(`The key manifest ${file} has format version ${found}; this program reads version ${supported}.`, {
      hints: ["Use the release of pufeth-por that the manifest belongs to."],
    });
  }
}

/** The manifest has no key for a circuit size. */
export class KeyNotInManifestError extends BadInputError {
  readonly code = "KEY_NOT_IN_MANIFEST";
  constructor(
    readonly size: string,
    readonly sizes: readonly string[],
  ) {
    super(`The manifest has no key for the size "${size}"; it has ${sizes.join(", ")}.`, {
      hints: ["Choose one of them with --size, or take a manifest that has it."],
    });
  }
}

/** The key in the manifest is for another circuit than the sources that lie here. */
export class KeyOfAnotherCircuitError extends CheckFailedError {
  readonly code = "MANIFEST_OF_ANOTHER_CIRCUIT";
  constructor(
    readonly size: string,
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(
      `The manifest's key for the size "${size}" is for another circuit than the one that lies here: ${what} is ` +
        `${expected} in the manifest, ${found} here.`,
      { hints: ["Check out the release that the manifest belongs to. Do not use a key of other sources."] },
    );
  }
}

/** A file of a key is not the one that the manifest names. */
export class KeyFileMismatchError extends CheckFailedError {
  readonly code = "KEY_FILE_MISMATCH";
  constructor(
    readonly source: string,
    readonly file: string,
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`${file} from ${source} is not the manifest's: its ${what} is ${found}, expected ${expected}.`, {
      hints: ["Nothing was put in place. Fetch from another copy; do not change the manifest to fit."],
    });
  }
}

/** A file of a key is not in the folder, or cannot be read. */
export class KeyFileUnreadableError extends BadInputError {
  readonly code = "KEY_FILE_UNREADABLE";
  constructor(
    readonly source: string,
    readonly file: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`${file} from ${source} cannot be used: ${reason}.`, {
      cause,
      hints: ["Give --from the folder that `ceremony export` wrote, or an address where it is published."],
    });
  }
}

const RESUME = "What was received is kept: run again, and the download goes on from there.";

/** Nothing came for so long. A download that still moves is never cut off. */
export class KeyServerSilentError extends UnavailableError {
  readonly code = "KEY_SERVER_TIMEOUT";
  constructor(
    readonly server: string,
    readonly request: string,
    readonly inactivityTimeoutMs: number,
    readonly receivedBytes: number,
  ) {
    super(
      `${server} sent nothing for ${inactivityTimeoutMs} ms while it was asked for ${request} (${receivedBytes} bytes before).`,
      { hints: [RESUME] },
    );
  }
}

/** No connection, or one that broke. */
export class KeyServerUnreachableError extends UnavailableError {
  readonly code = "KEY_SERVER_UNREACHABLE";
  constructor(
    readonly server: string,
    readonly request: string,
    readonly reason: string,
    cause: unknown,
  ) {
    super(`${server} could not be asked for ${request}: ${reason}.`, {
      cause,
      hints: ["Check --from.", RESUME],
    });
  }
}

/** It answers, and not with the file. */
export class KeyServerUnusableError extends UnavailableError {
  readonly code = "KEY_SERVER_UNUSABLE";
  constructor(
    readonly server: string,
    readonly request: string,
    readonly reason: string,
  ) {
    super(`${server} was asked for ${request}: ${reason}.`, {
      hints: [
        "Check --from: the files lie below it as the manifest names them. Or fetch from another place.",
      ],
    });
  }
}

/** A script that setup runs did not succeed. */
export class SetupScriptError extends BadInputError {
  readonly code = "SETUP_SCRIPT_FAILED";
  constructor(
    readonly script: string,
    readonly scriptExitCode: number | null,
    output: string,
  ) {
    super(`${script} ended with ${scriptExitCode ?? "a signal"}${output === "" ? "" : `: ${output}`}.`, {
      hints: ["Compiling needs at most 0.9 GB of memory for the sizes up to standard, 1.6 GB for large."],
    });
  }
}

/** Where keys meet, their hashes differ: bundle, manifest, contract. */
export class KeyCustodyError extends CheckFailedError {
  readonly code = "KEY_CUSTODY_BROKEN";
  constructor(
    readonly what: string,
    readonly expectedBy: string,
    readonly expected: string,
    readonly foundIn: string,
    readonly found: string,
  ) {
    super(`${what}: ${expectedBy} has ${expected}, ${foundIn} has ${found}.`, {
      hints: ["The proof was made with another key, or for another circuit: do not rely on it."],
    });
  }
}

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

/** No size has circuit and keys here. */
export class NoKeysError extends BadInputError {
  readonly code = "NO_KEYS";
  constructor() {
    super("There are no keys of any size here.", {
      hints: [
        "Fetch keys (pufeth-por setup --size SIZE --from URL), or make development keys: npm run setup",
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
