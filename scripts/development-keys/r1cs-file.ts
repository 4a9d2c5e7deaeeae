/**
 * Reads iden3's binary constraint files (https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md).
 *
 * r1csfile makes an object per linear combination; a million constraints would not fit in memory that way.
 * Here every term is visited once, in file order, inside a window of bytes that the caller owns (it may lie
 * in WASM memory, so that a coefficient is used where it was read).
 * @module
 */
import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { SCALAR_FIELD_ORDER } from "../../prover/groth16/bn254.ts";
import { SCALAR_BYTES } from "./bn254-wasm.ts";
import { R1csFormatError } from "./errors.ts";

export interface R1csHeader {
  /** Wires, the constant 1 (wire 0) included. */
  readonly wireCount: number;
  /** Outputs and public inputs: wires 1..publicCount. */
  readonly publicCount: number;
  readonly constraintCount: number;
}

/** 0: A, 1: B, 2: C of A·w × B·w = C·w. */
export type Matrix = 0 | 1 | 2;

/** @param coefficient offset into the window of 32 bytes: plain, little-endian, below r. Valid during the call. */
export type TermVisitor = (matrix: Matrix, constraint: number, wire: number, coefficient: number) => void;

interface Section {
  readonly start: number;
  readonly length: number;
}

const TERM_BYTES = 4 + SCALAR_BYTES;
const HEADER_SECTION = 1;
const CONSTRAINT_SECTION = 2;
/** Eight bytes a wire. */
const LABEL_SECTION = 3;
/** Custom gates constrain nothing in Groth16: a key that ignored them would accept wrong witnesses. */
const CUSTOM_GATE_SECTIONS = [4, 5];

export class R1csFile {
  readonly header: R1csHeader;
  private readonly fd: number;
  private readonly path: string;
  private readonly constraints: Section;

  /** @throws R1csFormatError when the file is cut, of another field, or uses custom gates. */
  constructor(path: string) {
    this.path = path;
    this.fd = openSync(path, "r");
    try {
      const sections = this.readSectionTable();
      const header = sections.get(HEADER_SECTION);
      const constraints = sections.get(CONSTRAINT_SECTION);
      if (header === undefined || constraints === undefined)
        throw this.fail("its header or constraints are missing");
      if (CUSTOM_GATE_SECTIONS.some((id) => (sections.get(id)?.length ?? 0) > 4)) {
        throw this.fail("it uses custom gates, which Groth16 does not have");
      }
      this.header = this.readHeader(header);
      this.constraints = constraints;
      this.checkCounts(sections.get(LABEL_SECTION));
    } catch (error) {
      closeSync(this.fd);
      throw error;
    }
  }

  close(): void {
    closeSync(this.fd);
  }

  /**
   * Calls `visit` for every term of every constraint.
   * @param window scratch, at least 64 bytes; the file passes through it.
   * @throws R1csFormatError when counts and section length disagree, or a wire or coefficient is out of range.
   */
  visitTerms(window: Uint8Array, visit: TermVisitor): void {
    const view = new DataView(window.buffer, window.byteOffset, window.byteLength);
    const end = this.constraints.start + this.constraints.length;
    let filePosition = this.constraints.start;
    let cursor = 0;
    let filled = 0;

    const need = (length: number): void => {
      if (filled - cursor >= length) return;
      window.copyWithin(0, cursor, filled);
      filled -= cursor;
      cursor = 0;
      const wanted = Math.min(window.length - filled, end - filePosition);
      this.readExactly(window.subarray(filled, filled + wanted), filePosition);
      filePosition += wanted;
      filled += wanted;
      if (filled < length) throw this.fail("its constraint section ends early");
    };

    for (let constraint = 0; constraint < this.header.constraintCount; constraint++) {
      for (const matrix of [0, 1, 2] as const) {
        need(4);
        const termCount = view.getUint32(cursor, true);
        cursor += 4;
        for (let term = 0; term < termCount; term++) {
          need(TERM_BYTES);
          const wire = view.getUint32(cursor, true);
          if (wire >= this.header.wireCount) throw this.fail(`constraint ${constraint} names wire ${wire}`);
          const coefficient = cursor + 4;
          if (!isBelowOrder(view, coefficient)) {
            throw this.fail(`constraint ${constraint} has a coefficient above the field order`);
          }
          visit(matrix, constraint, wire, coefficient);
          cursor += TERM_BYTES;
        }
      }
    }
    if (filePosition - (filled - cursor) !== end)
      throw this.fail("its constraint section is longer than its count");
  }

  private readSectionTable(): Map<number, Section> {
    const fileLength = fstatSync(this.fd).size;
    const preamble = this.readBytes(0, 12);
    if (preamble.toString("latin1", 0, 4) !== "r1cs") throw this.fail("it does not start with 'r1cs'");
    if (preamble.readUInt32LE(4) !== 1) throw this.fail(`version ${preamble.readUInt32LE(4)} is unknown`);
    const sections = new Map<number, Section>();
    let position = 12;
    for (let left = preamble.readUInt32LE(8); left > 0; left--) {
      const entry = this.readBytes(position, 12);
      const id = entry.readUInt32LE(0);
      const length = Number(entry.readBigUInt64LE(4));
      const start = position + 12;
      if (start + length > fileLength) throw this.fail(`section ${id} reaches past the end of the file`);
      if (sections.has(id)) throw this.fail(`section ${id} appears twice`);
      sections.set(id, { start, length });
      position = start + length;
    }
    return sections;
  }

  private readHeader({ start, length }: Section): R1csHeader {
    if (length !== 4 + SCALAR_BYTES + 28) throw this.fail(`its header has ${length} bytes, not 64`);
    const bytes = this.readBytes(start, length);
    const prime = BigInt(`0x${Buffer.from(bytes.subarray(4, 36)).reverse().toString("hex")}`);
    if (bytes.readUInt32LE(0) !== SCALAR_BYTES || prime !== SCALAR_FIELD_ORDER) {
      throw this.fail("its field is not the scalar field of BN254");
    }
    const wireCount = bytes.readUInt32LE(36);
    const publicCount = bytes.readUInt32LE(40) + bytes.readUInt32LE(44);
    if (wireCount <= publicCount)
      throw this.fail(`it has ${publicCount} public values in ${wireCount} wires`);
    return { wireCount, publicCount, constraintCount: bytes.readUInt32LE(60) };
  }

  /** Memory is allocated by these counts, so they must be plausible for the file size. */
  private checkCounts(labels: Section | undefined): void {
    const { wireCount, constraintCount } = this.header;
    if (labels === undefined || labels.length !== 8 * wireCount) {
      throw this.fail(`it counts ${wireCount} wires but its label section does not`);
    }
    if (constraintCount > this.constraints.length / 12) {
      throw this.fail(`${constraintCount} constraints do not fit its constraint section`);
    }
  }

  private readBytes(position: number, length: number): Buffer {
    const bytes = Buffer.alloc(length);
    this.readExactly(bytes, position);
    return bytes;
  }

  private readExactly(target: Uint8Array, position: number): void {
    let done = 0;
    while (done < target.length) {
      const count = readSync(this.fd, target, done, target.length - done, position + done);
      if (count === 0) throw this.fail("it is truncated");
      done += count;
    }
  }

  private fail(reason: string): R1csFormatError {
    return new R1csFormatError(this.path, reason);
  }
}

const TOP_WORD_OF_ORDER = SCALAR_FIELD_ORDER >> 192n;

/** The top word almost always decides; the full comparison is only needed for a tie. */
function isBelowOrder(view: DataView, offset: number): boolean {
  if (view.getUint32(offset + 28, true) < 0x30000000) return true;
  const top = view.getBigUint64(offset + 24, true);
  if (top !== TOP_WORD_OF_ORDER) return top < TOP_WORD_OF_ORDER;
  let value = 0n;
  for (let word = 3; word >= 0; word--) value = (value << 64n) | view.getBigUint64(offset + word * 8, true);
  return value < SCALAR_FIELD_ORDER;
}
