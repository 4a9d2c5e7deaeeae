/**
 * What can be wrong with a powers-of-tau file.
 * @module
 */
import { BadInputError, CheckFailedError } from "../errors.ts";
import type { KnownPtau } from "./known-ptau.ts";

/** It is not a published file: its maker may know tau and could forge any proof. */
export class PtauUnknownError extends CheckFailedError {
  readonly code = "PTAU_UNKNOWN";
  constructor(
    readonly file: string,
    readonly power: number,
    readonly blake2b512: string,
    readonly expected: KnownPtau | undefined,
  ) {
    const published =
      expected === undefined
        ? `no published file for 2^${power} is known`
        : `the published ${expected.name} has ${expected.blake2b512}`;
    super(`${file} is not a published powers-of-tau file: its BLAKE2b-512 is ${blake2b512}; ${published}.`, {
      hints: [
        "Download it again from any source: prover/ceremony/known-ptau.ts lists the files and their hashes.",
        "For a test, use --allow-unknown-ptau; the ceremony and all its keys are then marked insecure.",
      ],
    });
  }
}

/** It has fewer powers than the circuit has rows. */
export class PtauTooSmallError extends BadInputError {
  readonly code = "PTAU_TOO_SMALL";
  constructor(
    readonly file: string,
    readonly power: number,
    readonly circuitPower: number,
  ) {
    super(`${file} holds 2^${power} powers of tau; the circuit needs 2^${circuitPower}.`, {
      hints: [`Use the published file for 2^${circuitPower}, or a larger one.`],
    });
  }
}

/** It has only phase 1 data, without the Lagrange sections that phase 2 needs. */
export class PtauNotPreparedError extends BadInputError {
  readonly code = "PTAU_NOT_PREPARED";
  constructor(readonly file: string) {
    super(`${file} is not prepared for phase 2.`, {
      hints: [
        "Use the published file whose name has `final`, or prepare it: snarkjs powersoftau prepare phase2.",
      ],
    });
  }
}

/** It is truncated, or not a powers-of-tau file for BN254. */
export class PtauFormatError extends BadInputError {
  readonly code = "PTAU_FORMAT";
  constructor(
    readonly file: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`${file} is not a valid powers-of-tau file: ${reason}.`, {
      cause,
      hints: ["Download it again: the download may have been interrupted."],
    });
  }
}
