/** Failures of the circuit compiler. @module */
import { stripVTControlCharacters } from "node:util";
import { mayBeMemory } from "../../prover/end-of-process.ts";
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
        mayBeMemory(output)
          ? "Memory ran short: free some, then run again. docs/measurements.md says how much each size takes."
          : "It does not always say that a disk is full or that it may not write: look at space and permissions of that folder, then run again.",
      ],
    });
  }
}

/** Said before the compiler starts. */
export class CompileMemoryError extends BadInputError {
  readonly code = "COMPILE_MEMORY_SHORT";
  constructor(
    readonly size: string,
    needed: string,
    free: string,
  ) {
    super(
      `Compiling the circuit of the size ${size} takes about ${needed} of memory, and ${free} are free.`,
      {
        hints: [
          `Free memory, choose a smaller size, or compile on another machine and bring its build/${size}/circuit here: it is the same everywhere.`,
        ],
      },
    );
  }
}

/** A key of a ceremony was cut or changed after it was installed. */
export class CeremonyKeyDamagedError extends BadInputError {
  readonly code = "CEREMONY_KEY_DAMAGED";
  constructor(readonly folder: string) {
    super(
      `The key of a ceremony in ${folder} is not what its key.json says, and no other is made in its place.`,
      {
        hints: [
          "Fetch it again: pufeth-por setup --from URL.",
          "For development keys instead, remove that folder, then run again.",
        ],
      },
    );
  }
}
