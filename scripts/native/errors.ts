/**
 * Failures of building the native prover. Proving does not need it: snarkjs does the same, slower.
 * @module
 */
import { mayBeMemory } from "../../prover/end-of-process.ts";
import { BadInputError, UnavailableError } from "../../prover/errors.ts";

/** There is no C++ compiler on this machine. */
export class CompilerMissingError extends UnavailableError {
  readonly code = "CXX_COMPILER_MISSING";
  constructor(readonly tried: readonly string[]) {
    super(`No C++ compiler was found: ${tried.join(", ")} could not be started.`, {
      hints: [
        "Install g++ or clang (Debian: apt-get install g++), or name one in the environment variable CXX.",
        "Without it snarkjs proves the pages: the same proofs, many times slower.",
      ],
    });
  }
}

/** The compiler refused a source file. */
export class NativeBuildError extends BadInputError {
  readonly code = "NATIVE_BUILD_FAILED";
  constructor(
    readonly compiler: string,
    readonly step: string,
    output: string,
  ) {
    const isMemory = mayBeMemory(output);
    const why = isMemory ? ", maybe for lack of memory" : "";
    super(`${compiler} failed on ${step}${why}:\n${output.trim().slice(0, 4000)}`, {
      hints: [
        isMemory
          ? "Free memory, then run again."
          : "The native prover needs C++20: g++ 11 or clang 14 and later.",
      ],
    });
  }
}
