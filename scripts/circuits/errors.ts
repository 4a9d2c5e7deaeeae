/** Failures of the circuit compiler. @module */
import { stripVTControlCharacters } from "node:util";
import { BadInputError } from "../../prover/errors.ts";

/** Of its output: what it found, and where it gave up. */
const SHOWN_LINES = 4;
/** The frames of its own stack say nothing to whoever runs it. */
const FRAME = /^\s*at |stack backtrace|RUST_BACKTRACE/;

export class CircuitCompileError extends BadInputError {
  readonly code = "CIRCUIT_COMPILE_FAILED";
  constructor(
    circuit: string,
    readonly folder: string,
    output: string,
  ) {
    const lines = stripVTControlCharacters(output)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !FRAME.test(line));
    const reason = lines.slice(0, SHOWN_LINES).join("; ") || "it says nothing";
    super(`circom could not compile ${circuit} into ${folder}: ${reason}.`, {
      hints: [
        "It does not always say that a disk is full or that it may not write: look at space and permissions of that folder, then run again.",
      ],
    });
  }
}
