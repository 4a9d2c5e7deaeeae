/**
 * The file of a witness program. prover/native/witness/README.md describes it; program.cpp reads it.
 * @module
 */
import { SCALAR_FIELD_ORDER } from "../../../prover/groth16/bn254.ts";
import type { EncodedOperations } from "./encode-operations.ts";
import { CHECKSUM_OFFSET, programChecksum } from "./program-checksum.ts";

export const PROGRAM_MAGIC = "PORWTNS1";
const HEADER_BYTES = 112;
/** An input that no constraint names. */
const NO_WIRE = 0xffff_ffff;
/** Coefficients lie in the calculator's Montgomery form: a product by one needs no further step. */
const MONTGOMERY_BITS = 256n;

export interface ProgramParts {
  /** Hex, of the circuit's manifest. */
  readonly sourceHash: string;
  readonly r1csSha256: string;
  readonly wireCount: number;
  readonly publicCount: number;
  readonly inputs: readonly (number | undefined)[];
  readonly coefficients: readonly bigint[];
  readonly isBit: Uint8Array;
  readonly operations: EncodedOperations;
}

export function programBytes(parts: ProgramParts): Buffer {
  const { code, tables } = parts.operations;
  const bitRuns = runsOf(parts.isBit);
  const body = Buffer.concat([
    ...parts.coefficients.map((value) => littleEndian((value << MONTGOMERY_BITS) % SCALAR_FIELD_ORDER, 32)),
    ...tables.map((table) => littleEndian(table, 8)),
    words(parts.inputs.map((wire) => wire ?? NO_WIRE)),
    words(bitRuns),
    words(code),
  ]);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write(PROGRAM_MAGIC, "latin1");
  header.write(parts.sourceHash, 8, "hex");
  header.write(parts.r1csSha256, 40, "hex");
  const counts = [
    parts.wireCount,
    parts.publicCount,
    parts.inputs.length,
    parts.coefficients.length,
    tables.length,
    bitRuns.length / 2,
    code.length,
  ];
  counts.forEach((count, i) => {
    header.writeUInt32LE(count, 72 + 4 * i);
  });
  const file = Buffer.concat([header, body]);
  file.writeBigUInt64LE(programChecksum(file), CHECKSUM_OFFSET);
  return file;
}

/** Start and length of every stretch of ones. */
function runsOf(isBit: Uint8Array): number[] {
  const runs: number[] = [];
  for (let wire = 0; wire < isBit.length; wire++) {
    if (isBit[wire] === 0) continue;
    const start = wire;
    while (isBit[wire + 1] === 1) wire += 1;
    runs.push(start, wire + 1 - start);
  }
  return runs;
}

function words(values: ArrayLike<number>): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  for (let i = 0; i < values.length; i++) buffer.writeUInt32LE(values[i]!, 4 * i);
  return buffer;
}

function littleEndian(value: bigint, length: number): Buffer {
  return Buffer.from(value.toString(16).padStart(2 * length, "0"), "hex").reverse();
}
