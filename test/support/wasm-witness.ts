/** circom's own witness generator, the second opinion. @module */
import { type CircuitSignals, wtns } from "snarkjs";

/**
 * @returns every wire as 32 bytes, little-endian.
 * @throws Error "Assert Failed" where the generator refuses the input.
 */
export async function wasmWitness(wasmPath: string, input: object): Promise<Buffer> {
  // A file in memory (fastfile), which the typings do not know.
  const memory = { type: "mem" } as { type: "mem"; data: Uint8Array };
  await wtns.calculate(input as CircuitSignals, wasmPath, memory as unknown as string);
  return wiresOf(Buffer.from(memory.data.buffer, memory.data.byteOffset, memory.data.byteLength));
}

/** The values of wires of 32 bytes. */
export function wireValues(wires: Buffer): bigint[] {
  return Array.from({ length: wires.length / 32 }, (_, wire) => {
    let value = 0n;
    for (let word = 3; word >= 0; word--)
      value = (value << 64n) | wires.readBigUInt64LE(32 * wire + 8 * word);
    return value;
  });
}

/** Section 2 of a .wtns file, which is its last. */
function wiresOf(file: Buffer): Buffer {
  const headerStart = 12;
  const headerLength = Number(file.readBigUInt64LE(headerStart + 4));
  const wires = headerStart + 12 + headerLength;
  if (file.readUInt32LE(wires) !== 2) throw new Error("the wires of the .wtns file are not where they were");
  return file.subarray(wires + 12, wires + 12 + Number(file.readBigUInt64LE(wires + 4)));
}
