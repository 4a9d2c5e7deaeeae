/** circom's own witness generator, the second opinion. @module */
import { type CircuitSignals, wtns } from "snarkjs";
import type { CircuitInput } from "../../../prover/witness/circuit-input.ts";

/** Every wire as 32 bytes, little-endian; undefined where it refuses the input. */
export async function wasmWitness(wasmPath: string, input: CircuitInput): Promise<Buffer | undefined> {
  // A file in memory (fastfile), which the typings do not know.
  const memory = { type: "mem" } as { type: "mem"; data: Uint8Array };
  try {
    await wtns.calculate(input as unknown as CircuitSignals, wasmPath, memory as unknown as string);
  } catch (error) {
    if (/Assert Failed/.test((error as Error).message)) return undefined;
    throw error;
  }
  return wiresOf(Buffer.from(memory.data.buffer, memory.data.byteOffset, memory.data.byteLength));
}

/** Section 2 of a .wtns file, which is its last. */
function wiresOf(file: Buffer): Buffer {
  const headerStart = 12;
  const headerLength = Number(file.readBigUInt64LE(headerStart + 4));
  const wires = headerStart + 12 + headerLength;
  if (file.readUInt32LE(wires) !== 2) throw new Error("the wires of the .wtns file are not where they were");
  return file.subarray(wires + 12, wires + 12 + Number(file.readBigUInt64LE(wires + 4)));
}
