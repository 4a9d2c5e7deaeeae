/** All of some bytes at a place of a file: a disk that is nearly full takes a part of them, and says nothing. @module */
import type { FileHandle } from "node:fs/promises";

/** @throws the file system's errors: once nothing more goes in, it tells why. */
export async function writeAll(
  file: Pick<FileHandle, "write">,
  bytes: Uint8Array,
  position: number,
): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
