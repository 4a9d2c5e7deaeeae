/**
 * How a step of a ceremony can fail. The folder is unchanged in every case.
 * @module
 */
import { BadInputError, CheckFailedError } from "../errors.ts";

/** The compiled circuit is missing, malformed, or does not match its manifest. */
export class CeremonyCircuitError extends BadInputError {
  readonly code = "CEREMONY_CIRCUIT_UNUSABLE";
  constructor(
    readonly file: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`The circuit ${file} cannot be used: ${reason}.`, {
      cause,
      hints: [
        "Compile it: npm run setup -- SIZE leaves circuit.r1cs and circuit.json in build/SIZE/circuit/.",
        "With --r1cs FILE, circuit.json must be in the same folder.",
      ],
    });
  }
}

/** The folder already holds a ceremony or other files that `init` would overwrite. */
export class CeremonyFolderOccupiedError extends BadInputError {
  readonly code = "CEREMONY_FOLDER_OCCUPIED";
  constructor(
    readonly folder: string,
    readonly found: string,
  ) {
    super(`${folder} is not overwritten: it contains ${found}.`, {
      hints: ["Choose an empty or new folder with --out, or continue the ceremony in this folder."],
    });
  }
}

/** The folder has no ceremony, or a transcript that cannot be read. */
export class TranscriptUnusableError extends BadInputError {
  readonly code = "CEREMONY_TRANSCRIPT_UNUSABLE";
  constructor(
    readonly file: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`${file} is not a valid transcript of a ceremony: ${reason}.`, {
      cause,
      hints: [
        "`pufeth-por ceremony init` writes it; do not edit it by hand. Get it again from the coordinator.",
      ],
    });
  }
}

/** Someone else continued the ceremony in this folder in the meantime. */
export class TranscriptChangedError extends BadInputError {
  readonly code = "CEREMONY_TRANSCRIPT_CHANGED";
  constructor(readonly folder: string) {
    super(`The transcript in ${folder} was changed while this step ran.`, {
      hints: ["Contributions are sequential: run again to build on the other one."],
    });
  }
}

/** snarkjs failed; the reason is its message. */
export class CeremonyMathError extends BadInputError {
  readonly code = "CEREMONY_STEP_FAILED";
  constructor(
    readonly step: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`${step} failed: ${reason}.`, {
      cause,
      hints: ["Check disk space and the files, then run again: nothing was changed."],
    });
  }
}

/** The beacon was applied: it would not cover later contributions. */
export class CeremonyFinalisedError extends BadInputError {
  readonly code = "CEREMONY_FINALISED";
  constructor(readonly folder: string) {
    super(`The ceremony in ${folder} was finalised by its beacon: nothing can be added.`, {
      hints: ["Only `pufeth-por ceremony verify` and `export` are left to do."],
    });
  }
}

/** A beacon is public: without a contribution, everybody could compute the key's secret. */
export class NoContributionError extends BadInputError {
  readonly code = "CEREMONY_WITHOUT_CONTRIBUTION";
  constructor(readonly folder: string) {
    super(`Nobody has contributed to ${folder} yet: with only a beacon, anyone could forge proofs.`, {
      hints: ["`pufeth-por ceremony contribute` first, by as many people as possible."],
    });
  }
}

/** The last zkey is not the one in the transcript. */
export class ContributionChangedError extends CheckFailedError {
  readonly code = "CONTRIBUTION_CHANGED";
  constructor(
    readonly number: number,
    readonly file: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(
      `${describe(number)} does not match the transcript: ${file} has SHA-256 ${found}, expected ${expected}.`,
      { hints: ["Get the file again from its contributor. Nothing was added to this one."] },
    );
  }
}

/** A result that was just computed is invalid, so memory or disk may be damaged. It was discarded. */
export class OwnContributionError extends CheckFailedError {
  readonly code = "OWN_CONTRIBUTION_INVALID";
  constructor(
    readonly number: number,
    readonly reason: string,
  ) {
    super(`${describe(number)} was computed but is invalid: ${reason}.`, {
      hints: [
        "Run `pufeth-por ceremony verify`, then again: the zkey before it, memory or disk may be damaged.",
      ],
    });
  }
}

/** There is no input to mix with the operating system's randomness. */
export class EntropyMissingError extends BadInputError {
  readonly code = "ENTROPY_MISSING";
  constructor(reason: string, cause?: unknown) {
    super(`Your entropy is missing: ${reason}.`, {
      cause,
      hints: [
        "Run it in a terminal and type at random, or give --entropy-file FILE (- for standard input).",
        "It is never taken from an argument: arguments show in process lists.",
      ],
    });
  }
}

/** A file, hash or proof of the ceremony is invalid. */
export class CeremonyInvalidError extends CheckFailedError {
  readonly code = "CEREMONY_INVALID";
  override readonly details: Readonly<Record<string, unknown>>;
  readonly faults: readonly string[];
  constructor(report: { readonly faults: readonly string[] }) {
    const more = report.faults.length > 1 ? ` (and ${report.faults.length - 1} more)` : "";
    super(`The ceremony does not verify: ${report.faults[0]}${more}.`, {
      hints: ["Do not trust any key from it. Continue from the last valid contribution."],
    });
    this.faults = report.faults;
    this.details = { ...report };
  }
}

/** The ceremony is valid so far, but not finalised. */
export class CeremonyNotFinalisedError extends CheckFailedError {
  readonly code = "CEREMONY_NOT_FINALISED";
  constructor(readonly folder: string) {
    super(`The ceremony in ${folder} is not finalised by a beacon: no key is exported.`, {
      hints: [
        "Run `pufeth-por ceremony beacon` with a public random value created after the last contribution.",
      ],
    });
  }
}

/** Keys are never overwritten: others may rely on them. */
export class ExportTargetOccupiedError extends BadInputError {
  readonly code = "EXPORT_TARGET_OCCUPIED";
  constructor(readonly target: string) {
    super(`${target} exists and is not overwritten.`, {
      hints: ["Choose another folder with --out, or move the existing keys away."],
    });
  }
}

function describe(number: number): string {
  return number === 0 ? "The starting key" : `Contribution ${number}`;
}
