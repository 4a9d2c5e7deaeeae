/** Failures of the prove stage. @module */
import { mayBeMemory } from "../end-of-process.ts";
import { BadInputError, CheckFailedError, ProverError } from "../errors.ts";

/** What a page takes is known only roughly, and who else uses the machine not at all. @param less  what takes less. */
const memoryHint = (less: string) =>
  `\`pufeth-por doctor\` says how much memory a page takes and how much is free: ${less}.`;
const SMALLER = "a smaller --size takes less";
const FEWER_OR_SMALLER = "fewer --threads, a smaller --size or --backend native take less";

/** @param other  of a failure that has nothing to do with memory. */
function hintsFor(reason: string, less: string, other: string): readonly string[] {
  return [mayBeMemory(reason) ? memoryHint(less) : other];
}

/** A thread that proved a page had no memory left. The next page gets a new one. */
export class ThreadMemoryError extends BadInputError {
  readonly code = "THREAD_OUT_OF_MEMORY";
  constructor(cause: Error) {
    super(`A thread ran out of memory: ${cause.message.replace(/\.$/, "")}.`, {
      cause,
      hints: [memoryHint(FEWER_OR_SMALLER)],
    });
  }
}

/** The circuit rejects this input: retrying, here or elsewhere, cannot help. */
export class PageRefusedError extends BadInputError {
  readonly code = "PAGE_REFUSED";
  constructor(reason: string) {
    super(`The circuit rejects the input (${reason.trim()}).`, {
      hints: ["State, plan and circuit do not match. This is an error in the program: please report it."],
    });
  }
}

/** The external prover could not be started, failed, or left no readable proof. */
export class RapidsnarkError extends BadInputError {
  readonly code = "RAPIDSNARK_FAILED";
  constructor(path: string, reason: string, cause?: unknown) {
    super(`${path}: ${reason}.`, {
      cause,
      hints: hintsFor(
        reason,
        FEWER_OR_SMALLER,
        "`pufeth-por doctor --backend rapidsnark` tests the binary; --backend snarkjs needs none.",
      ),
    });
  }
}

/** There is no native prover on this machine. */
export class NativeProverMissingError extends BadInputError {
  readonly code = "NATIVE_PROVER_MISSING";
  constructor(readonly path: string) {
    super(`The native prover is not built: ${path} cannot be run.`, {
      hints: [
        "`npm run setup` builds it where a C++20 compiler is (Debian: apt-get install g++); it proves many times faster.",
      ],
    });
  }
}

/** The native prover refused its key, its witness program or its request. */
export class NativeProverError extends BadInputError {
  readonly code = "NATIVE_PROVER_FAILED";
  /** @param nativeCode  prover/native/README.md lists them. */
  constructor(
    path: string,
    readonly nativeCode: string,
    reason: string,
  ) {
    super(`${path}: ${nativeCode}: ${reason.replace(/\.$/, "")}.`, {
      hints: hintsFor(
        nativeCode,
        SMALLER,
        "`npm run setup` makes keys and witness program again; --backend snarkjs needs no native prover.",
      ),
    });
  }
}

/** The process of the native prover ended while it proved a page. The next page gets a new one. */
export class NativeProverEndedError extends BadInputError {
  readonly code = "NATIVE_PROVER_ENDED";
  constructor(path: string, reason: string) {
    super(`${path}: ${reason}.`, {
      hints: hintsFor(
        reason,
        SMALLER,
        "`pufeth-por doctor --backend native` tests it; --backend snarkjs proves without it.",
      ),
    });
  }
}

/** A page failed for good: all attempts failed, or the circuit rejects its input. */
export class PageProvingError extends BadInputError {
  readonly code = "PAGE_PROVING_FAILED";
  /** @param kept  whether finished pages are kept on disk. */
  constructor(
    readonly page: number,
    pageCount: number,
    readonly attempts: number,
    kept: boolean,
    cause: unknown,
  ) {
    const tried = attempts === 1 ? "" : `, tried ${attempts} times`;
    const reason = (cause as Error).message.replace(/\.$/, "");
    super(`Page ${page + 1} of ${pageCount} could not be proved${tried}: ${reason}.`, {
      cause,
      hints: [
        ...(cause instanceof ProverError ? cause.hints : ["Check memory and keys: `pufeth-por doctor`."]),
        kept ? KEPT_HINT : "Nothing was written.",
      ],
    });
  }
}

const KEPT_HINT = "Finished pages are kept: run again with --resume.";

/** A returned proof is invalid for its key, or has other public signals. */
export class PageProofInvalidError extends CheckFailedError {
  readonly code = "PAGE_PROOF_INVALID";
  constructor(
    readonly page: number,
    readonly reason: string,
  ) {
    super(`The proof of page ${page + 1} is not valid: ${reason}.`, {
      hints: ["The proving key may be damaged: create the keys again with npm run setup."],
    });
  }
}

/** SIGINT or SIGTERM arrived while pages were proved. */
export class ProvingInterruptedError extends ProverError {
  readonly code = "PROVING_INTERRUPTED";
  readonly exitCode;
  constructor(
    readonly done: number,
    readonly total: number,
    kept: boolean,
    reason: unknown,
  ) {
    super(`Interrupted: ${done} of ${total} pages were proved.`, {
      hints: kept && done > 0 ? [KEPT_HINT] : [],
    });
    this.exitCode = reason === "SIGTERM" ? (143 as const) : (130 as const);
  }
}

/** A kept page cannot be read and is proved again. */
export class StoredPageError extends BadInputError {
  readonly code = "STORED_PAGE_UNREADABLE";
  constructor(file: string, reason: string, cause?: unknown) {
    super(`The kept page ${file} cannot be used: ${reason}.`, { cause });
  }
}

/** An earlier run left finished pages, and --resume is not given. */
export class UnfinishedPagesError extends BadInputError {
  readonly code = "UNFINISHED_PAGES";
  constructor(
    readonly folder: string,
    readonly pages: number,
  ) {
    super(`${folder} holds ${pages} finished page${pages === 1 ? "" : "s"} of an interrupted run.`, {
      hints: ["Continue that run with --resume, or remove that folder to start again."],
    });
  }
}

/** The work folder cannot be read or written: no space, no permission. */
export class PageFolderError extends BadInputError {
  readonly code = "PAGE_FOLDER_FAILED";
  constructor(
    readonly folder: string,
    cause: unknown,
  ) {
    super(`Finished pages cannot be kept in ${folder}: ${(cause as Error).message}.`, {
      cause,
      hints: ["Check space and permissions. Pages kept so far remain: run again with --resume."],
    });
  }
}

/** An external program cannot be run. */
export class ProgramMissingError extends BadInputError {
  readonly code = "PROGRAM_MISSING";
  constructor(program: string, reason: string) {
    super(`The program ${program} cannot be run: ${reason}.`, {
      hints: [
        "Give the binary with --rapidsnark PATH or PUFETH_POR_RAPIDSNARK, or use --backend snarkjs, which needs none.",
      ],
    });
  }
}
