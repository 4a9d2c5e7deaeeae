/**
 * Errors of keys and their manifest. Exit code 1 if a comparison failed, 2 if a file cannot be used, 3 if it cannot be
 * reached.
 * @module
 */
import { mayBeMemory } from "../end-of-process.ts";
import { BadInputError, CheckFailedError, UnavailableError } from "../errors.ts";

/** The manifest is missing or cannot be read. */
export class KeyManifestMissingError extends BadInputError {
  readonly code = "KEY_MANIFEST_MISSING";
  constructor(
    readonly file: string,
    cause: unknown,
  ) {
    super(`The key manifest ${file} cannot be read: ${cause instanceof Error ? cause.message : cause}.`, {
      cause,
      hints: [
        "Give one with --manifest FILE from a source you trust: the manifest decides which keys are accepted.",
        "For tests, `pufeth-por setup --dev` makes keys without a manifest.",
      ],
    });
  }
}

/** The file is not a key manifest, or contradicts itself. */
export class KeyManifestUnusableError extends BadInputError {
  readonly code = "KEY_MANIFEST_UNUSABLE";
  constructor(
    readonly file: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`${file} is not a valid key manifest: ${reason}.`, {
      cause,
      hints: ["Get it again: `pufeth-por ceremony export` writes it; do not edit it by hand."],
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
      hints: ["Choose one of them with --size, or use a manifest that has it."],
    });
  }
}

/** The key in the manifest is for another circuit than the local sources. */
export class KeyOfAnotherCircuitError extends CheckFailedError {
  readonly code = "MANIFEST_OF_ANOTHER_CIRCUIT";
  constructor(
    readonly size: string,
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(
      `The manifest's key for the size "${size}" is for another circuit than the local one: ${what} is ` +
        `${expected} in the manifest, ${found} here.`,
      { hints: ["Check out the release that the manifest belongs to. Do not use a key for other sources."] },
    );
  }
}

/** A key file does not match the manifest. */
export class KeyFileMismatchError extends CheckFailedError {
  readonly code = "KEY_FILE_MISMATCH";
  constructor(
    readonly source: string,
    readonly file: string,
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(
      `${file} from ${source} does not match the manifest: its ${what} is ${found}, expected ${expected}.`,
      {
        hints: ["Nothing was installed. Fetch from another copy; do not change the manifest to match."],
      },
    );
  }
}

/** A key file is missing or cannot be read. */
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

const RESUME = "The received part is kept: run again to resume the download.";

/** Nothing was received within the time limit. A download that makes progress is never aborted. */
export class KeyServerSilentError extends UnavailableError {
  readonly code = "KEY_SERVER_TIMEOUT";
  constructor(
    readonly server: string,
    readonly request: string,
    readonly inactivityTimeoutMs: number,
    readonly receivedBytes: number,
  ) {
    super(
      `${server} sent nothing for ${inactivityTimeoutMs} ms during the request for ${request} (${receivedBytes} bytes received before).`,
      { hints: [RESUME] },
    );
  }
}

/** The connection failed or was interrupted. */
export class KeyServerUnreachableError extends UnavailableError {
  readonly code = "KEY_SERVER_UNREACHABLE";
  constructor(
    readonly server: string,
    readonly request: string,
    readonly reason: string,
    cause: unknown,
  ) {
    super(`The request to ${server} for ${request} failed: ${reason}.`, {
      cause,
      hints: ["Check --from.", RESUME],
    });
  }
}

/** The server answered, but not with the file. */
export class KeyServerUnusableError extends UnavailableError {
  readonly code = "KEY_SERVER_UNUSABLE";
  constructor(
    readonly server: string,
    readonly request: string,
    readonly reason: string,
  ) {
    super(`The answer of ${server} for ${request} cannot be used: ${reason}.`, {
      hints: [
        "Check --from: the files must be below it under the names in the manifest. Or fetch from another source.",
      ],
    });
  }
}

/** A script that setup runs failed. */
export class SetupScriptError extends BadInputError {
  readonly code = "SETUP_SCRIPT_FAILED";
  constructor(
    readonly script: string,
    /** In words, without a full stop. */
    readonly end: string,
    /** Lines: a message, and what to do next. */
    [message = "", ...next]: readonly string[],
  ) {
    super(`${script}: ${end}${message === "" ? "" : `: ${message.replace(/\.$/, "")}`}.`, {
      hints:
        next.length > 0
          ? next
          : [
              mayBeMemory(end)
                ? "Memory ran short: free some, then run again. What is finished is kept."
                : "`npm run setup` shows all that it prints.",
            ],
    });
  }
}

/** The key hashes of bundle, manifest and contract differ. */
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
      hints: ["The proof was made with another key or for another circuit: do not rely on it."],
    });
  }
}

/** The circuit of this size is not compiled on this machine, or has no keys yet, or what is there was cut. */
export class KeysMissingError extends BadInputError {
  readonly code = "KEYS_MISSING";
  constructor(size: string, file: string, cause: unknown) {
    const isThere = (cause as { readonly code?: unknown }).code !== "ENOENT";
    super(`There is no ${isThere ? "usable " : ""}${file} for the size "${size}".`, {
      cause,
      hints: [
        `Fetch the keys (pufeth-por setup --size ${size} --from URL), or make development keys: npm run setup -- ${size}`,
      ],
    });
  }
}

/** No size has a compiled circuit and keys on this machine. */
export class NoKeysError extends BadInputError {
  readonly code = "NO_KEYS";
  constructor() {
    super("No keys are installed for any size.", {
      hints: [
        "Fetch keys (pufeth-por setup --size SIZE --from URL), or make development keys: npm run setup",
      ],
    });
  }
}

/** Key and circuit do not match: every proof would be invalid. */
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
