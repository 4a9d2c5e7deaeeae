/**
 * Phase 1: what a powers-of-tau file is, and whether it is one of the published ones.
 *
 * The powers themselves are not verified here, which would take hours: published files have been verified by many and
 * are recognised by their hash. Nothing is known about other files.
 * @module
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { pipeline } from "node:stream/promises";
import { BASE_FIELD_ORDER } from "../groth16/bn254.ts";
import { BinaryFile } from "./binary-file.ts";
import { KNOWN_PTAU, type KnownPtau } from "./known-ptau.ts";
import { PtauFormatError, PtauNotPreparedError, PtauTooSmallError, PtauUnknownError } from "./ptau-errors.ts";

export interface Ptau {
  readonly power: number;
  readonly blake2b512: string;
  /** Published name; the local file name for an unknown file. */
  readonly name: string;
  readonly known: boolean;
}

export interface PtauRequest {
  /** log2 of the rows that the circuit needs. */
  readonly circuitPower: number;
  readonly allowUnknown: boolean;
  /** Published files. */
  readonly table?: readonly KnownPtau[];
}

const HEADER_SECTION = 1;
/** tau in G1, Lagrange form: the first of the sections that `prepare phase2` adds. */
const LAGRANGE_SECTION = 12;

/** @throws PtauFormatError, PtauNotPreparedError, PtauTooSmallError, PtauUnknownError */
export async function checkPtau(file: string, request: PtauRequest): Promise<Ptau> {
  const { power, prepared } = await readPtauHeader(file);
  if (!prepared) throw new PtauNotPreparedError(file);
  if (power < request.circuitPower) throw new PtauTooSmallError(file, power, request.circuitPower);
  const ptau = await identifyPtau(file, power, request.table);
  if (!ptau.known && !request.allowUnknown) {
    const expected = (request.table ?? KNOWN_PTAU).find((known) => known.power === power);
    throw new PtauUnknownError(file, power, ptau.blake2b512, expected);
  }
  return ptau;
}

/** @throws PtauFormatError */
export async function identifyPtau(
  file: string,
  power: number,
  table: readonly KnownPtau[] = KNOWN_PTAU,
): Promise<Ptau> {
  const blake2b512 = await blake2b512OfFile(file).catch((cause) => {
    throw new PtauFormatError(file, cause.message, cause);
  });
  const known = table.find((entry) => entry.power === power && entry.blake2b512 === blake2b512);
  return { power, blake2b512, name: known?.name ?? fileName(file), known: known !== undefined };
}

/** @throws PtauFormatError */
export async function readPtauHeader(file: string): Promise<{ power: number; prepared: boolean }> {
  try {
    return await BinaryFile.with(file, "ptau", async (ptau) => {
      const header = await ptau.readSection(HEADER_SECTION);
      // Bytes of a coordinate, the base field's order, the power of this file, the power of its ceremony.
      if (header.length !== 44 || header.readUInt32LE(0) !== 32)
        throw new RangeError("its header has an unknown format");
      const order = BigInt(`0x${Buffer.from(header.subarray(4, 36)).reverse().toString("hex")}`);
      if (order !== BASE_FIELD_ORDER) throw new RangeError("it is for another curve than BN254");
      return { power: header.readUInt32LE(36), prepared: ptau.has(LAGRANGE_SECTION) };
    });
  } catch (cause) {
    throw new PtauFormatError(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** A name that is valid in transcripts and manifests. */
function fileName(path: string): string {
  return basename(path)
    .replace(/[^A-Za-z0-9._-]/g, "_")
    .replace(/^\./, "_")
    .slice(0, 120);
}

/** Streamed, because the file for 2^20 has 1.2 GB. */
async function blake2b512OfFile(file: string): Promise<string> {
  const hash = createHash("blake2b512");
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}
