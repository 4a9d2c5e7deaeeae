/**
 * What can be wrong with a powers-of-tau file.
 * @module
 */
import { BadInputError, CheckFailedError } from "../errors.ts";
import type { KnownPtau } from "./known-ptau.ts";

/** It is none of the published files: whoever made it may know its tau, and could then forge any proof. */
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
        ? `no file for 2^${power} is in the table of published ones`
        : `the published ${expected.name} has ${expected.blake2b512}`;
    super(`${file} is no published powers-of-tau file: its BLAKE2b-512 is ${blake2b512}; ${published}.`, {
      hints: [
        "Download it again, from any place: the table in prover/ceremony/known-ptau.ts names the files and their hashes.",
        "For a test, --allow-unknown-ptau goes on; the ceremony and every key out of it are then marked insecure.",
      ],
    });
  }
}

/** It holds fewer powers than the circuit has rows. */
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

/** It comes straight from phase 1, without the Lagrange sections that phase 2 starts from. */
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

/** It is cut, or something else than a powers-of-tau file of BN254. */
export class PtauFormatError extends BadInputError {
  readonly code = "PTAU_FORMAT";
  constructor(
    readonly file: string,
    readonly reason: string,
    cause?: unknown,
  ) {
    super(`${file} is no usable powers-of-tau file: ${reason}.`, {
      cause,
      hints: ["Download it again: the file may be left from an interrupted download."],
    });
  }
}
