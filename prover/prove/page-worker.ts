/**
 * What a worker thread does of one page: the witness by circom's WASM, and with snarkjs the Groth16 proof. Single-threaded
 * inside, because the pool already gives every core a page.
 * @module
 */
import { type CircuitSignals, groth16, wtns } from "snarkjs";
import type { CircuitInput } from "../witness/circuit-input.ts";
import type { RawPageProof } from "./page-prover.ts";

export interface ProveTask {
  readonly wasmPath: string;
  readonly provingKeyPath: string;
  readonly input: CircuitInput;
}

export interface WitnessTask {
  readonly wasmPath: string;
  readonly input: CircuitInput;
  /** File to write. */
  readonly witnessPath: string;
}

/** A class of our own would not survive the way between two threads. */
export type Answer<T> = { readonly result: T } | { readonly refused: string };

export async function provePage(task: ProveTask): Promise<Answer<RawPageProof>> {
  // A file in memory (fastfile), which the typings do not know.
  const witness = { type: "mem" } as unknown as Uint8Array;
  const refused = await calculate(task, witness);
  if (refused !== undefined) return { refused };
  return { result: await groth16.prove(task.provingKeyPath, witness, undefined, { singleThread: true }) };
}

export async function writeWitness(task: WitnessTask): Promise<Answer<null>> {
  const refused = await calculate(task, task.witnessPath);
  return refused === undefined ? { result: null } : { refused };
}

/** @returns why the circuit refuses the input, if it does. */
async function calculate(
  { wasmPath, input }: Pick<ProveTask, "wasmPath" | "input">,
  witness: Uint8Array | string,
): Promise<string | undefined> {
  try {
    // The typings want mutable arrays, and know no file to write; snarkjs only reads, and takes both.
    await wtns.calculate(input as unknown as CircuitSignals, wasmPath, witness as Uint8Array);
    return undefined;
  } catch (error) {
    if (isRefusal(error)) return error.message;
    throw error;
  }
}

/** The generator's own words are plain errors; a system's have a code, and those of WASM and memory a class. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.constructor === Error && !("code" in error);
}
