/**
 * A backend: a program that computes a Groth16 proof, and everything that other stages ask about it. One object per
 * backend, each in its own file; registry.ts lists them. Every proof is verified before it counts, so a backend needs
 * no trust.
 *
 * Help pages load all backends: a backend imports heavy libraries only when it proves.
 * @module
 */
import type { CircuitFiles } from "../../keys/circuit-files.ts";
import type { CircuitInput } from "../../witness/circuit-input.ts";
import type { RawPageProof } from "../page-prover.ts";
import type { WorkerPool } from "../worker-pool.ts";

export interface Backend {
  /** Value of `--backend`. */
  readonly name: string;
  /** Its own options, added to every command that proves. */
  readonly options: readonly BackendOption[];
  /** How to get it on a machine that lacks it, as one sentence; null if it is part of this program. */
  readonly installation: string | null;
  /** Space needed for temporary files while it proves. */
  readonly temporaryBytes: number;
  /** Concurrent pages that keep this many cores busy, if memory suffices. */
  pagesAtOnce(cores: number): number;
  /**
   * Peak memory of so many concurrent pages, of all processes together. The size of the circuit follows from that of its
   * key.
   */
  memoryBytes(provingKeyBytes: number, pages: number): number;
  /**
   * Rough, for machines where nothing was measured: seconds in which so many concurrent pages of a domain of 2^power
   * constraints are proved, all of them together.
   */
  roundSeconds(power: number, pages: number, cores: number): number;
  /**
   * @param options  values of its own options by name, as the user set them; others are ignored.
   * @throws ProverError if it is not available; its hints say what would make it available.
   */
  find(options: object): Promise<BackendChoice>;
  /**
   * Tries it out, for `doctor`.
   * @param files  of the size in question; they may be missing.
   */
  examine(choice: BackendChoice, files: ProvingFiles): Promise<BackendHealth>;
  /** @param pool  computes witnesses; stays open. */
  create(choice: BackendChoice, pool: WorkerPool): ProvingBackend;
}

export interface BackendOption {
  /** A single word: the name of the option, its setting and its property. */
  readonly name: string;
  /** Placeholder of its value, e.g. `<path>`. */
  readonly value: string;
  readonly description: string;
}

/** A backend that was found on this machine. Plain JSON: it is passed to other processes. */
export interface BackendChoice {
  readonly name: string;
  /** Its program, if it has one. */
  readonly path?: string;
}

export interface BackendHealth {
  /** `warn`: works with a limitation; `fail`: proving would fail. */
  readonly level: "ok" | "warn" | "fail";
  readonly found: string;
  /** What to do; null if nothing. */
  readonly next: string | null;
}

/** What a proof is made of, besides the inputs of its page. */
export type ProvingFiles = Pick<CircuitFiles, "wasm" | "witnessProgram" | "manifest" | "provingKey">;

/** A backend at work. */
export interface ProvingBackend {
  /** @throws PageRefusedError if the circuit rejects the input; other failures may be retried. */
  prove(files: ProvingFiles, input: CircuitInput, signal: AbortSignal): Promise<RawPageProof>;
  /** Ends whatever it started and has not ended yet. */
  close(): Promise<void>;
}
