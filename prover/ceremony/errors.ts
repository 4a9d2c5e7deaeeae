/**
 * How a step of a ceremony can fail. In every case the folder holds what it held before.
 * @module
 */
import { BadInputError, CheckFailedError } from "../errors.ts";

/** The compiled circuit is missing, malformed, or its manifest speaks of another one. */
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
        "With --r1cs FILE, circuit.json has to lie beside the file.",
      ],
    });
  }
}

/** There is a ceremony already, or something else that `init` would have to overwrite. */
export class CeremonyFolderOccupiedError extends BadInputError {
  readonly code = "CEREMONY_FOLDER_OCCUPIED";
  constructor(
    readonly folder: string,
    readonly found: string,
  ) {
    super(`${folder} is not overwritten: it holds ${found}.`, {
      hints: ["Choose an empty or new folder with --out, or go on with the ceremony that is there."],
    });
  }
}

/** The folder holds no ceremony, or a transcript that this program cannot read. */
export class TranscriptUnusableError extends BadInputError {
  readonly code = "CEREMONY_TRANSCRIPT_UNUSABLE";
  constructor(
    readonly file: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`${file} is no usable transcript of a ceremony: ${reason}.`, {
      cause,
      hints: [
        "`pufeth-por ceremony init` writes it; it is not edited by hand. Get it again from the coordinator.",
      ],
    });
  }
}

/** Someone else went on with the ceremony in this folder meanwhile. */
export class TranscriptChangedError extends BadInputError {
  readonly code = "CEREMONY_TRANSCRIPT_CHANGED";
  constructor(readonly folder: string) {
    super(`The transcript in ${folder} was changed while this step ran.`, {
      hints: ["Contributions come one after another: run again, on top of the other one."],
    });
  }
}

/** snarkjs refused; the reason is its own. */
export class CeremonyMathError extends BadInputError {
  readonly code = "CEREMONY_STEP_FAILED";
  constructor(
    readonly step: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`${step} failed: ${reason}.`, {
      cause,
      hints: ["Check the space on the disk and the files, then run again: nothing was changed."],
    });
  }
}

/** The beacon was applied: whatever came after it would not be covered by it. */
export class CeremonyFinalisedError extends BadInputError {
  readonly code = "CEREMONY_FINALISED";
  constructor(readonly folder: string) {
    super(`The ceremony in ${folder} is finalised by its beacon: nothing can be added.`, {
      hints: ["`pufeth-por ceremony verify` and `export` are what is left to do."],
    });
  }
}

/** A beacon is public: alone, it leaves a key whose secret everybody can compute. */
export class NoContributionError extends BadInputError {
  readonly code = "CEREMONY_WITHOUT_CONTRIBUTION";
  constructor(readonly folder: string) {
    super(`Nobody has contributed to ${folder} yet: with a beacon alone, anybody could forge proofs.`, {
      hints: ["`pufeth-por ceremony contribute` first, by as many people as possible."],
    });
  }
}

/** The zkey to go on from is not the one in the transcript. */
export class ContributionChangedError extends CheckFailedError {
  readonly code = "CONTRIBUTION_CHANGED";
  constructor(
    readonly number: number,
    readonly file: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(
      `${describe(number)} is not what the transcript names: ${file} has SHA-256 ${found}, expected ${expected}.`,
      { hints: ["Get the file again from the one who made it. Nothing is built on top of this one."] },
    );
  }
}

/** What was just computed does not hold: broken memory or disk. It was thrown away. */
export class OwnContributionError extends CheckFailedError {
  readonly code = "OWN_CONTRIBUTION_INVALID";
  constructor(
    readonly number: number,
    readonly reason: string,
  ) {
    super(`${describe(number)} was made and does not hold: ${reason}.`, {
      hints: [
        "Run `pufeth-por ceremony verify`, then again: the zkey before it, memory or disk may be damaged.",
      ],
    });
  }
}

/** Nothing to mix with the operating system's randomness. */
export class EntropyMissingError extends BadInputError {
  readonly code = "ENTROPY_MISSING";
  constructor(reason: string, cause?: unknown) {
    super(`There is no entropy from you: ${reason}.`, {
      cause,
      hints: [
        "Run it in a terminal and type at random, or give --entropy-file FILE (- for standard input).",
        "It is never taken from an argument: arguments show in process lists.",
      ],
    });
  }
}

/** Some file, hash or proof of the ceremony is not what it has to be. */
export class CeremonyInvalidError extends CheckFailedError {
  readonly code = "CEREMONY_INVALID";
  override readonly details: Readonly<Record<string, unknown>>;
  readonly faults: readonly string[];
  constructor(report: { readonly faults: readonly string[] }) {
    const more = report.faults.length > 1 ? ` (and ${report.faults.length - 1} more)` : "";
    super(`The ceremony does not verify: ${report.faults[0]}${more}.`, {
      hints: [
        "No key out of it can be trusted. Go back to the last contribution that holds, and on from there.",
      ],
    });
    this.faults = report.faults;
    this.details = { ...report };
  }
}

/** It holds so far, and is not finished. */
export class CeremonyNotFinalisedError extends CheckFailedError {
  readonly code = "CEREMONY_NOT_FINALISED";
  constructor(readonly folder: string) {
    super(`The ceremony in ${folder} is not finalised by a beacon: no key is exported.`, {
      hints: [
        "`pufeth-por ceremony beacon` with a public random value of a moment after the last contribution.",
      ],
    });
  }
}

/** Keys are not overwritten: others may rely on them. */
export class ExportTargetOccupiedError extends BadInputError {
  readonly code = "EXPORT_TARGET_OCCUPIED";
  constructor(readonly target: string) {
    super(`${target} exists and is not overwritten.`, {
      hints: ["Choose another folder with --out, or move the keys that are there away."],
    });
  }
}

function describe(number: number): string {
  return number === 0 ? "The starting key" : `Contribution ${number}`;
}
