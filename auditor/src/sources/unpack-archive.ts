/**
 * Unpacks .tar and .tar.gz: one file instead of a folder, for phones, which cannot pick folders.
 * Source: POSIX.1-1988, ustar; pax and GNU long names do not occur in bundles, whose names have 120 characters at most.
 * @module
 */
import { ArchiveUnreadableError } from "./source-errors.ts";

const BLOCK = 512;
/** Well above a bundle of a million validators. */
const LIMIT_BYTES = 512 * 1024 * 1024;

export function isArchive(path: string): boolean {
  return /\.(tar|tar\.gz|tgz)$/i.test(path);
}

/** @throws ArchiveUnreadableError */
export async function unpackArchive(
  name: string,
  archive: Blob,
): Promise<{ readonly path: string; readonly content: Blob }[]> {
  const bytes = await inflate(name, archive);
  const files: { path: string; content: Blob }[] = [];
  for (let at = 0; at + BLOCK <= bytes.length && bytes[at] !== 0; ) {
    const header = bytes.subarray(at, at + BLOCK);
    if (text(header, 257, 5) !== "ustar") throw new ArchiveUnreadableError(name, "it is not a tar archive");
    const size = Number.parseInt(text(header, 124, 12).trim() || "0", 8);
    const start = at + BLOCK;
    if (!(start + size <= bytes.length)) throw new ArchiveUnreadableError(name, "it is truncated");
    const folder = text(header, 345, 155);
    const path = `${folder ? `${folder}/` : ""}${text(header, 0, 100)}`.replace(/^(\.\/)+/, "");
    const type = text(header, 156, 1);
    if (type === "0" || type === "")
      files.push({ path, content: new Blob([bytes.slice(start, start + size)]) });
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

async function inflate(name: string, archive: Blob): Promise<Uint8Array<ArrayBuffer>> {
  const isPlain = /\.tar$/i.test(name);
  const stream = isPlain ? archive.stream() : archive.stream().pipeThrough(new DecompressionStream("gzip"));
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  try {
    for await (const part of stream) {
      length += part.length;
      // A small archive can unpack to more than the available memory.
      if (length > LIMIT_BYTES)
        throw new ArchiveUnreadableError(name, `it holds more than ${LIMIT_BYTES} bytes`);
      parts.push(part as Uint8Array<ArrayBuffer>);
    }
  } catch (cause) {
    if (cause instanceof ArchiveUnreadableError) throw cause;
    throw new ArchiveUnreadableError(name, "it is not a gzip file, or is truncated", cause);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

function text(header: Uint8Array, start: number, length: number): string {
  return new TextDecoder().decode(header.subarray(start, start + length)).replace(/\0.*$/s, "");
}
