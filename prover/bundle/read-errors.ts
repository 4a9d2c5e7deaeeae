/**
 * How reading a bundle can fail. Exit code 1 where content was checked against a hash and differs, 2 where the
 * folder is no bundle that this program can read.
 * @module
 */
import { BadInputError, CheckFailedError } from "../errors.ts";

/** There is no bundle at this place. */
export class BundleNotFoundError extends BadInputError {
  readonly code = "BUNDLE_NOT_FOUND";
  readonly folder: string;
  constructor(folder: string, cause: unknown) {
    super(`${folder} is no bundle: it holds no readable bundle.json.`, {
      cause,
      hints: ["Name the folder that `prove --out` wrote."],
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
      hints: ["The file was changed or cut short: get the bundle again or prove again."],
    });
    this.file = file;
    this.reason = reason;
  }
}

/** A file of the bundle is missing, is a link, or is no plain file. */
export class BundleFileUnreadableError extends BadInputError {
  readonly code = "BUNDLE_FILE_UNREADABLE";
  readonly file: string;
  readonly reason: string;
  constructor(file: string, reason: string, cause?: unknown) {
    super(`${file} in the bundle cannot be read: ${reason}.`, {
      cause,
      hints: ["A bundle is one folder of plain files: copy it whole."],
    });
    this.file = file;
    this.reason = reason;
  }
}

/** A file is larger than a file of its kind can be. */
export class BundleFileTooLargeError extends BadInputError {
  readonly code = "BUNDLE_FILE_TOO_LARGE";
  readonly file: string;
  readonly sizeBytes: number;
  readonly limitBytes: number;
  constructor(file: string, sizeBytes: number, limitBytes: number) {
    super(`${file} in the bundle has ${sizeBytes} bytes; at most ${limitBytes} are read.`, {
      hints: ["No honest bundle holds a file of this size: get it again from its maker."],
    });
    this.file = file;
    this.sizeBytes = sizeBytes;
    this.limitBytes = limitBytes;
  }
}

/** bundle.json is not what its digest was taken over, or not written in the canonical form. */
export class BundleDigestError extends CheckFailedError {
  readonly code = "BUNDLE_DIGEST_MISMATCH";
  readonly expectedDigest: string;
  readonly computedDigest: string;
  constructor(expectedDigest: string, computedDigest: string) {
    const reason =
      expectedDigest === computedDigest
        ? "its bytes are not the canonical form of its values"
        : `it names the digest ${expectedDigest}, its content has ${computedDigest}`;
    super(`bundle.json was changed after it was written: ${reason}.`, {
      hints: ["Get the bundle again or prove again; bundle.json must not be edited or reformatted."],
    });
    this.expectedDigest = expectedDigest;
    this.computedDigest = computedDigest;
  }
}

/** A file of the bundle is not the one that bundle.json names. */
export class BundleFileChangedError extends CheckFailedError {
  readonly code = "BUNDLE_FILE_CHANGED";
  readonly file: string;
  readonly expectedSha256: string;
  readonly computedSha256: string;
  constructor(file: string, expectedSha256: string, computedSha256: string) {
    super(
      `${file} was changed: bundle.json names sha256 ${expectedSha256}, the file has ${computedSha256}.`,
      {
        hints: ["Get the bundle again or prove again."],
      },
    );
    this.file = file;
    this.expectedSha256 = expectedSha256;
    this.computedSha256 = computedSha256;
  }
}
