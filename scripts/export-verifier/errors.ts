/**
 * Errors of a verification key or of its export options.
 * @module
 */
import { BadInputError, CheckFailedError } from "../../prover/errors.ts";

/** The file is not a snarkjs Groth16 verification key of a circuit with sixteen public inputs. */
export class VerificationKeyInvalidError extends BadInputError {
  readonly code = "VERIFICATION_KEY_INVALID";

  constructor(readonly reason: string) {
    super(`Not a verification key of reserves-page: ${reason}.`, {
      hints: ["Export it again with `snarkjs zkey export verificationkey`."],
    });
  }
}

/** The key verifies forged proofs: its setup is not finished. */
export class VerificationKeyUnsafeError extends CheckFailedError {
  readonly code = "VERIFICATION_KEY_UNSAFE";

  constructor(readonly reason: string) {
    super(`With this verification key anybody can forge proofs: ${reason}.`, {
      hints: ["Contribute to phase 2 of the setup before exporting the key."],
    });
  }
}

/** The folder has no key, or one without a sidecar. */
export class KeyFolderUnreadableError extends BadInputError {
  readonly code = "KEY_FOLDER_UNREADABLE";

  constructor(
    readonly file: string,
    cause: unknown,
  ) {
    super(`${file} is not the sidecar of a key: ${cause instanceof Error ? cause.message : cause}.`, {
      cause,
      hints: [
        "Give --keys the folder of one size: build/SIZE/keys, or SIZE/ of what `ceremony export` wrote.",
      ],
    });
  }
}

/** The files of the folder do not belong to one key. */
export class KeyFolderMismatchError extends CheckFailedError {
  readonly code = "KEY_FOLDER_MISMATCH";

  constructor(
    readonly file: string,
    readonly what: string,
    readonly expected: string,
    readonly found: string,
  ) {
    super(`The files next to ${file} are not its key: ${what} is ${found}, expected ${expected}.`, {
      hints: ["Fetch the key again: pufeth-por setup --size SIZE --from URL. Do not edit it by hand."],
    });
  }
}

/** The key claims to be of a ceremony, but the manifest does not list it. */
export class KeyNotTrustedError extends CheckFailedError {
  readonly code = "KEY_NOT_TRUSTED";

  constructor(
    readonly file: string,
    readonly manifestFile: string,
    readonly reason: string,
  ) {
    super(
      `${file} claims a key of a ceremony, but the manifest ${manifestFile} does not confirm it: ${reason}.`,
      {
        hints: [
          "Give a trusted manifest with --manifest FILE; `ceremony export` writes it next to the keys.",
        ],
      },
    );
  }
}

/** Phase 2 does not change gamma: another gamma means that somebody chose the key's secrets. */
export class KeyNotFromCeremonyError extends CheckFailedError {
  readonly code = "KEY_NOT_FROM_CEREMONY";

  constructor() {
    super("The key claims to be of a ceremony but cannot be: its gamma is not the generator of G2.", {
      hints: [
        "It is a development key, whose maker can forge proofs. Use the one that the ceremony exported.",
      ],
    });
  }
}

/** An option would not give a valid contract. */
export class ExportOptionInvalidError extends BadInputError {
  readonly code = "EXPORT_OPTION_INVALID";

  constructor(
    readonly option: string,
    readonly given: string,
    expected: string,
  ) {
    super(`${option} is ${JSON.stringify(given)}, expected ${expected}.`);
  }
}
