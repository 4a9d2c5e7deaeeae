/**
 * Keys in a folder, as `ceremony export` writes them.
 * @module
 */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { KeyFileUnreadableError } from "./errors.ts";
import type { KeySource } from "./key-source.ts";

export function folderSource(folder: string): KeySource {
  return {
    name: folder,
    async open(file, firstByte) {
      const path = join(folder, file);
      const unreadable = (cause: unknown) => new KeyFileUnreadableError(folder, file, reasonOf(cause), cause);
      const found = await stat(path).catch((cause) => {
        throw unreadable(cause);
      });
      if (!found.isFile()) throw unreadable(new Error("it is not a regular file"));
      const stream = createReadStream(path, { start: firstByte, highWaterMark: 1 << 20 });
      return { firstByte, totalBytes: found.size, body: typed(stream, unreadable) };
    },
  };
}

async function* typed(
  body: AsyncIterable<Uint8Array>,
  unreadable: (cause: unknown) => Error,
): AsyncIterable<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw unreadable(cause);
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
