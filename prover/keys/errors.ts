/**
 * What can be wrong with keys and their manifest. Exit code 1 where something was compared and differs, 2 where it
 * cannot be used or reached.
 * @module
 */
import { BadInputError } from "../errors.ts";

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
