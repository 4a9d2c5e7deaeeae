/**
 * Runs in a worker thread for one page: the witness by circom's WASM, and with snarkjs the Groth16 proof.
 * Single-threaded, because the pool already gives every core a page.
 * @module
 */
import { writeFile } from "node:fs/promises";
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

/** Custom error classes cannot be passed between threads. */
export type Answer<T> = { readonly result: T } | { readonly refused: string };

export async function provePage(task: ProveTask): Promise<Answer<RawPageProof>> {
  // An in-memory file (fastfile), missing from the typings.
  const witness = { type: "mem" } as unknown as Uint8Array;
  const refused = await calculate(task, witness);
  if (refused !== undefined) return { refused };
  return { result: await groth16.prove(task.provingKeyPath, witness, undefined, { singleThread: true }) };
}

export async function writeWitness(task: WitnessTask): Promise<Answer<null>> {
  // Not to the file itself: on a full disk fastfile waits for ever, or leaves a part and says nothing.
  const witness = { type: "mem" } as { data?: Uint8Array };
  const refused = await calculate(task, witness as unknown as Uint8Array);
  if (refused !== undefined) return { refused };
  await writeFile(task.witnessPath, witness.data!);
  return { result: null };
}

/** @returns the reason if the circuit rejects the input. */
async function calculate(
  { wasmPath, input }: Pick<ProveTask, "wasmPath" | "input">,
  witness: Uint8Array | string,
): Promise<string | undefined> {
  try {
    // The typings require mutable arrays and lack the output file; snarkjs only reads the arrays and accepts both.
    await wtns.calculate(input as unknown as CircuitSignals, wasmPath, witness as Uint8Array);
    return undefined;
  } catch (error) {
    if (isRefusal(error)) return error.message;
    throw error;
  }
}

/** The witness generator throws plain errors; system errors have a code, WASM and memory errors a class. */
function isRefusal(error: unknown): error is Error {
  return error instanceof Error && error.constructor === Error && !("code" in error);
}
