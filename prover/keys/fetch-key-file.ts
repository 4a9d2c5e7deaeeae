/**
 * Downloads and checks one large file before it is installed: it is written next to its destination under a name that
 * contains its expected hash. After an interruption the next run resumes it.
 * @module
 */
import { open, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../make-folder.ts";
import { withoutLink } from "../rename-into.ts";
import { writeAll } from "../write-all.ts";
import { KeyFileMismatchError } from "./errors.ts";
import type { KeySource } from "./key-source.ts";
import { sha256OfFile } from "./sha256-of-file.ts";

export interface ExpectedFile {
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Received and total bytes. */
export type FetchProgress = (receivedBytes: number, totalBytes: number) => void;

/**
 * @param place  destination of the file.
 * @returns      path of the complete, checked file in the folder of `place`.
 * @throws KeyFileMismatchError if size or hash differ, and the errors of the source.
 */
export async function fetchKeyFile(
  source: KeySource,
  expected: ExpectedFile,
  place: string,
  onProgress: FetchProgress = () => {},
): Promise<string> {
  const partial = partialPath(place, expected);
  makeFolder(dirname(partial));
  await withoutLink(partial);
  const received = await sizeOf(partial);
  if (received < expected.bytes) {
    const firstByte = await receive(source, expected, partial, received, onProgress);
    const found = await sha256OfFile(partial);
    if (found === expected.sha256) return partial;
    await rm(partial);
    if (firstByte === 0)
      throw new KeyFileMismatchError(source.name, expected.file, "SHA-256", expected.sha256, found);
  } else {
    // The file is complete but was not installed, or it is damaged.
    if (received === expected.bytes && (await sha256OfFile(partial)) === expected.sha256) return partial;
    await rm(partial);
  }
  // The resumed download failed verification: download again from the start.
  return fetchKeyFile(source, expected, place, onProgress);
}

/** The name is unique to one file of one manifest. */
export function partialPath(place: string, { sha256 }: ExpectedFile): string {
  return `${place}.${sha256.slice(0, 16)}.partial`;
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

/** @returns the offset at which it began. */
async function receive(
  source: KeySource,
  { file, bytes }: ExpectedFile,
  partial: string,
  already: number,
  onProgress: FetchProgress,
): Promise<number> {
  const { firstByte, totalBytes, body } = await source.open(file, already);
  const wrongSize = (found: number) =>
    new KeyFileMismatchError(source.name, file, "size in bytes", String(bytes), String(found));
  const handle = await open(partial, firstByte === 0 ? "w" : "r+");
  let received = firstByte;
  let isWrong = false;
  try {
    for await (const part of body) {
      if (totalBytes !== undefined && totalBytes !== bytes) throw wrongSize(totalBytes);
      // Written at fixed offsets: two concurrent runs write the same bytes.
      await writeAll(handle, part, received);
      received += part.length;
      if (received > bytes) throw wrongSize(received);
      onProgress(received, bytes);
    }
    if (received !== bytes) throw wrongSize(received);
  } catch (error) {
    isWrong = error instanceof KeyFileMismatchError;
    throw error;
  } finally {
    await handle.close();
    // Data before a broken connection is kept; data of a file with another size is discarded.
    if (isWrong) await rm(partial, { force: true });
  }
  return firstByte;
}
