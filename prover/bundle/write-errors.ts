/**
 * How writing a bundle can fail. In every case the target is as it was before.
 * @module
 */
import { BadInputError } from "../errors.ts";

/** The target exists and is something else than a bundle: it is not overwritten. */
export class TargetOccupiedError extends BadInputError {
  readonly code = "TARGET_OCCUPIED";
  readonly target: string;
  readonly reason: string;
  constructor(target: string, reason: string) {
    super(`${target} is not overwritten: ${reason}.`, {
      hints: ["Choose another --out, an empty folder, or a folder that holds a bundle and nothing else."],
    });
    this.target = target;
    this.reason = reason;
  }
}

/** The file system refused: no space, no permission, another device. */
export class BundleWriteError extends BadInputError {
  readonly code = "BUNDLE_WRITE_FAILED";
  readonly target: string;
  constructor(target: string, cause: unknown) {
    super(
      `The bundle could not be written to ${target}: ${cause instanceof Error ? cause.message : cause}.`,
      {
        cause,
        hints: [
          "Nothing was left behind. Check space and permissions of the folder above it, then run again.",
        ],
      },
    );
    this.target = target;
  }
}
