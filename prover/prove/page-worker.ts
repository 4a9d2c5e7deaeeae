/**
 * One page in one worker thread: witness by circom's WASM, Groth16 proof by snarkjs. Single-threaded inside, because
 * the pool already gives every core a page.
 * @module
 */
import { type CircuitSignals, groth16, wtns } from "snarkjs";
import type { CircuitInput } from "../witness/circuit-input.ts";
import type { RawPageProof } from "./page-prover.ts";

export interface PageTask {
  readonly wasmPath: string;
  readonly provingKeyPath: string;
  readonly input: CircuitInput;
}

export default async function provePage({
  wasmPath,
  provingKeyPath,
  input,
}: PageTask): Promise<RawPageProof> {
  // A file in memory (fastfile), which the typings do not know. They also want mutable arrays; snarkjs only reads.
  const witness = { type: "mem" } as unknown as Uint8Array;
  await wtns.calculate(input as unknown as CircuitSignals, wasmPath, witness);
  return await groth16.prove(provingKeyPath, witness, undefined, { singleThread: true });
}
