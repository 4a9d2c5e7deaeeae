/**
 * How reading a bundle can fail. Exit code 1 if content differs from its hash, 2 if the folder is not a readable
 * bundle.
 * @module
 */
import { BadInputError, CheckFailedError } from "../errors.ts";

/** The folder does not contain a bundle. */
export class BundleNotFoundError extends BadInputError {
  readonly code = "BUNDLE_NOT_FOUND";
  readonly folder: string;
  constructor(folder: string, cause: unknown) {
    super(`${folder} is not a bundle: it has no readable bundle.json.`, {
      cause,
      hints: ["Give the folder that `prove --out` wrote."],
    });
    this.folder = folder;
  }
}

/** The bundle was written in a format version that this program does not know. */
export class BundleVersionError extends BadInputError {
  readonly code = "BUNDLE_VERSION_UNKNOWN";
  readonly found: string;
  readonly supported: string;
  constructor(found: string, supported: string) {
    super(`The bundle has format ${found}; this program reads ${supported}.`, {
      hints: ["Use the release of pufeth-por that wrote it, or prove again with this one."],
    });
    this.found = found;
    this.supported = supported;
  }
}

/** A file of the bundle is not JSON, or not of the expected shape. */
export class BundleMalformedError extends BadInputError {
  readonly code = "BUNDLE_MALFORMED";
  readonly file: string;
  readonly reason: string;
  constructor(file: string, reason: string, cause?: unknown) {
    super(`${file} in the bundle is malformed: ${reason}.`, {
      cause,
      hints: ["The file was changed or truncated: get the bundle again or prove again."],
    });
    this.file = file;
    this.reason = reason;
  }
}

/** A file of the bundle is missing, a symbolic link, or not a regular file. */
export class BundleFileUnreadableError extends BadInputError {
  readonly code = "BUNDLE_FILE_UNREADABLE";
  readonly file: string;
  readonly reason: string;
  constructor(file: string, reason: string, cause?: unknown) {
    super(`${file} in the bundle cannot be read: ${reason}.`, {
      cause,
      hints: ["A bundle is one folder of regular files: copy the whole folder."],
    });
    this.file = file;
    this.reason = reason;
  }
}

/** A file is larger than the limit for its kind. */
export class BundleFileTooLargeError extends BadInputError {
  readonly code = "BUNDLE_FILE_TOO_LARGE";
  readonly file: string;
  readonly sizeBytes: number;
  readonly limitBytes: number;
  constructor(file: string, sizeBytes: number, limitBytes: number) {
    super(`${file} in the bundle has ${sizeBytes} bytes; at most ${limitBytes} are read.`, {
      hints: ["A valid bundle has no file of this size: get it again from its maker."],
    });
    this.file = file;
    this.sizeBytes = sizeBytes;
    this.limitBytes = limitBytes;
  }
}

/** bundle.json does not match its digest, or is not in canonical form. */
export class BundleDigestError extends CheckFailedError {
  readonly code = "BUNDLE_DIGEST_MISMATCH";
  readonly expectedDigest: string;
  readonly computedDigest: string;
  constructor(expectedDigest: string, computedDigest: string) {
    const reason =
      expectedDigest === computedDigest
        ? "its bytes are not the canonical form of its values"
        : `it lists the digest ${expectedDigest}, but its content has ${computedDigest}`;
    super(`bundle.json was changed after it was written: ${reason}.`, {
      hints: ["Get the bundle again or prove again; bundle.json must not be edited or reformatted."],
    });
    this.expectedDigest = expectedDigest;
    this.computedDigest = computedDigest;
  }
}

/** A file of the bundle does not have the SHA-256 that bundle.json lists. */
export class BundleFileChangedError extends CheckFailedError {
  readonly code = "BUNDLE_FILE_CHANGED";
  readonly file: string;
  readonly expectedSha256: string;
  readonly computedSha256: string;
  constructor(file: string, expectedSha256: string, computedSha256: string) {
    super(
      `${file} was changed: bundle.json lists SHA-256 ${expectedSha256}, the file has ${computedSha256}.`,
      {
        hints: ["Get the bundle again or prove again."],
      },
    );
    this.file = file;
    this.expectedSha256 = expectedSha256;
    this.computedSha256 = computedSha256;
  }
}
