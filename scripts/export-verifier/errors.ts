/**
 * What can be wrong with a verification key or with the options it is exported with.
 * @module
 */
import { BadInputError, CheckFailedError } from "../../prover/errors.ts";

/** The file is no snarkjs Groth16 verification key of a circuit with sixteen public inputs. */
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
