/**
 * iden3's binary container for ptau, zkey and r1cs files: four letters, a version, and sections, each with a number, a
 * length and bytes (https://github.com/iden3/r1csfile/blob/master/doc/r1cs_bin_format.md). Reads only the requested
 * sections: a zkey has hundreds of megabytes.
 * @module
 */
import { type FileHandle, open } from "node:fs/promises";

export interface Section {
  /** Of its first byte. */
  readonly offset: number;
  readonly length: number;
}

/** Each section must appear once: if one is repeated, different readers could see different keys. */
export class BinaryFile {
  private constructor(
    private readonly handle: FileHandle,
    private readonly sections: ReadonlyMap<number, Section>,
  ) {}

  /** Opens, calls and closes. @throws RangeError when the container is malformed; the file system's errors. */
  static async with<T>(path: string, magic: string, read: (file: BinaryFile) => Promise<T>): Promise<T> {
    const handle = await open(path, "r");
    try {
      return await read(new BinaryFile(handle, await readSections(handle, magic)));
    } finally {
      await handle.close();
    }
  }

  has(id: number): boolean {
    return this.sections.has(id);
  }

  /** @throws RangeError when it is missing. */
  section(id: number): Section {
    const section = this.sections.get(id);
    if (section === undefined) throw new RangeError(`section ${id} is missing`);
    return section;
  }

  /** A whole section; only for small ones. @throws RangeError beyond `limit` bytes. */
  async readSection(id: number, limit = 1 << 24): Promise<Buffer> {
    const { offset, length } = this.section(id);
    if (length > limit) throw new RangeError(`section ${id} has ${length} bytes, the limit is ${limit}`);
    return readExactly(this.handle, offset, length);
  }

  /** Some bytes of a section. @throws RangeError past its end. */
  async readPart(id: number, start: number, length: number): Promise<Buffer> {
    const section = this.section(id);
    if (start + length > section.length) throw new RangeError(`section ${id} is truncated`);
    return readExactly(this.handle, section.offset + start, length);
  }
}

async function readSections(handle: FileHandle, magic: string): Promise<Map<number, Section>> {
  const { size } = await handle.stat();
  const preamble = await readExactly(handle, 0, 12);
  if (preamble.toString("latin1", 0, 4) !== magic) throw new RangeError(`it does not start with '${magic}'`);
  const sections = new Map<number, Section>();
  let position = 12;
  for (let left = preamble.readUInt32LE(8); left > 0; left--) {
    const entry = await readExactly(handle, position, 12);
    const id = entry.readUInt32LE(0);
    const length = Number(entry.readBigUInt64LE(4));
    const offset = position + 12;
    if (offset + length > size) throw new RangeError(`section ${id} reaches past the end of the file`);
    if (sections.has(id)) throw new RangeError(`section ${id} appears twice`);
    sections.set(id, { offset, length });
    position = offset + length;
  }
  return sections;
}

async function readExactly(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) throw new RangeError("it is truncated");
    done += bytesRead;
  }
  return bytes;
}
