/**
 * iden3's binary container ("zkey", version 1): sections of (id uint32, length uint64, bytes), written as they
 * come, their lengths filled in afterwards.
 * @module
 */
import { closeSync, openSync, readSync, writeSync } from "node:fs";

/** Ids as in snarkjs's zkey_utils.js. */
export const ZKEY_SECTION = {
  protocol: 1,
  groth16Header: 2,
  ic: 3,
  coefficients: 4,
  pointsA: 5,
  pointsB1: 6,
  pointsB2: 7,
  pointsC: 8,
  pointsH: 9,
  contributions: 10,
} as const;

export type ZkeySection = keyof typeof ZKEY_SECTION;

export type WriteBytes = (bytes: Uint8Array) => void;

/** A section that grows at its end. */
export interface OpenSection {
  /** The file, for who writes into it by itself. */
  readonly path: string;
  readonly write: WriteBytes;
  /** Leaves room for bytes that somebody else writes. @returns their position in the file. */
  skip(bytes: number): number;
  /** What was written so far. */
  read(): Buffer;
}

export class ZkeyWriter {
  private readonly path: string;
  private readonly fd: number;
  private position = 0;

  /** Creates the file. @throws when it exists: nothing is overwritten. */
  constructor(path: string) {
    this.path = path;
    this.fd = openSync(path, "wx+");
    this.write(Buffer.from("zkey", "latin1"));
    this.write(uint32(1));
    this.write(uint32(Object.keys(ZKEY_SECTION).length));
  }

  /** Writes one section, which `fill` fills. @returns what `fill` returns. */
  async section<T>(name: ZkeySection, fill: (section: OpenSection) => T | Promise<T>): Promise<T> {
    this.write(uint32(ZKEY_SECTION[name]));
    const lengthPosition = this.position;
    this.write(uint64(0));
    const start = this.position;
    const result = await fill({
      path: this.path,
      write: (bytes) => this.write(bytes),
      skip: (bytes) => {
        this.position += bytes;
        return this.position - bytes;
      },
      read: () => this.read(start),
    });
    this.writeAt(uint64(this.position - start), lengthPosition);
    return result;
  }

  /** A section that begins with the uint32 count of its records, known only when they are all written. */
  countedSection<T>(
    name: ZkeySection,
    recordBytes: number,
    fill: (write: WriteBytes) => Promise<T>,
  ): Promise<T> {
    return this.section(name, async ({ write }) => {
      const countPosition = this.position;
      write(uint32(0));
      const start = this.position;
      const result = await fill(write);
      this.writeAt(uint32((this.position - start) / recordBytes), countPosition);
      return result;
    });
  }

  close(): void {
    closeSync(this.fd);
  }

  private write(bytes: Uint8Array): void {
    this.writeAt(bytes, this.position);
    this.position += bytes.length;
  }

  private read(start: number): Buffer {
    const bytes = Buffer.alloc(this.position - start);
    let done = 0;
    while (done < bytes.length) {
      const count = readSync(this.fd, bytes, done, bytes.length - done, start + done);
      if (count === 0) throw new RangeError(`${this.path} ends within what was written`);
      done += count;
    }
    return bytes;
  }

  private writeAt(bytes: Uint8Array, position: number): void {
    let done = 0;
    while (done < bytes.length) done += writeSync(this.fd, bytes, done, bytes.length - done, position + done);
  }
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
