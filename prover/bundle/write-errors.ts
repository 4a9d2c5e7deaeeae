/**
 * How writing a bundle can fail. The target is unchanged in every case.
 * @module
 */
import { BadInputError, UnavailableError } from "../errors.ts";

/** The target exists and is not a bundle: it is not overwritten. */
export class TargetOccupiedError extends BadInputError {
  readonly code = "TARGET_OCCUPIED";
  readonly target: string;
  readonly reason: string;
  constructor(target: string, reason: string) {
    super(`${target} is not overwritten: ${reason}.`, {
      hints: ["Choose another --out: a new or empty folder, or one that holds only a bundle."],
    });
    this.target = target;
    this.reason = reason;
  }
}

/** Another run writes to the target. */
export class TargetInUseError extends UnavailableError {
  readonly code = "TARGET_IN_USE";
  constructor(readonly target: string) {
    super(`Another run is writing to ${target}.`, {
      hints: ["Wait until it has ended, or choose another --out."],
    });
  }
}

/** The file system returned an error: no space, no permission, another device. */
export class BundleWriteError extends BadInputError {
  readonly code = "BUNDLE_WRITE_FAILED";
  readonly target: string;
  constructor(target: string, cause: unknown) {
    super(
      `The bundle could not be written to ${target}: ${cause instanceof Error ? cause.message : cause}.`,
      {
        cause,
        hints: [
          "Temporary files were removed. Check space and permissions of the parent folder, then run again; `prove` keeps its finished pages for --resume.",
        ],
      },
    );
    this.target = target;
  }
}
