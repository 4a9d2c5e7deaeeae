/** Failures of making a witness program. @module */
import { BadInputError } from "../../../prover/errors.ts";

/** The circuit has changed in a way that the maker of witness programs does not understand. */
export class WitnessProgramError extends BadInputError {
  readonly code = "WITNESS_PROGRAM_NOT_DERIVED";
  constructor(circuit: string, reason: string) {
    super(`No witness program can be derived from ${circuit}: ${reason}.`, {
      hints: [
        "A value that the constraints leave open needs a hint: scripts/circuits/witness-program/hints.ts.",
        "circom's witness generator works without it.",
      ],
    });
  }
}
