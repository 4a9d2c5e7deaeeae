/**
 * Cuts iden3 containers (r1cs, zkey, wtns) into their sections, independently of the code under test, and edits them.
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";

export interface SectionRange {
  readonly start: number;
  readonly end: number;
}

export function sectionRanges(bytes: Buffer): Map<number, SectionRange> {
  const ranges = new Map<number, SectionRange>();
  let position = 12;
  while (position < bytes.length) {
    const start = position + 12;
    const end = start + Number(bytes.readBigUInt64LE(position + 4));
    ranges.set(bytes.readUInt32LE(position), { start, end });
    position = end;
  }
  return ranges;
}

/** @throws when the file lacks the section. */
export function readSection(path: string, id: number): Buffer {
  const bytes = readFileSync(path);
  const range = sectionRanges(bytes).get(id);
  if (range === undefined) throw new Error(`${path} has no section ${id}`);
  return bytes.subarray(range.start, range.end);
}

/** Path of a copy of `path` with `edit` applied to its bytes. */
export function editedCopy(path: string, edit: (bytes: Buffer) => void): string {
  const bytes = readFileSync(path);
  edit(bytes);
  const copy = `${path}.edited`;
  writeFileSync(copy, bytes);
  return copy;
}
