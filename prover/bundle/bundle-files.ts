/**
 * Reads the files of an untrusted bundle folder: regular files inside the folder only, each of limited size, so that a
 * hostile bundle can neither expose other files of this machine nor exhaust its memory.
 * @module
 */

import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { join } from "node:path";
import { BundleFileTooLargeError, BundleFileUnreadableError } from "./read-errors.ts";

/**
 * @param folder Real path of the bundle folder.
 * @param file Name inside the folder, as the schema allows it (no leading dots, one folder deep).
 * @throws BundleFileUnreadableError, BundleFileTooLargeError
 */
export async function readBundleFile(folder: string, file: string, limitBytes: number): Promise<Buffer> {
  const path = join(folder, file);
  try {
    // A symbolic link in the path could lead outside the bundle.
    if ((await realpath(path)) !== path)
      throw new BundleFileUnreadableError(file, "it is reached through a symbolic link");
    // Without O_NONBLOCK opening a named pipe would wait for a writer that never comes.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { size, isFile } = await handle
        .stat()
        .then((stat) => ({ size: stat.size, isFile: stat.isFile() }));
      if (!isFile) throw new BundleFileUnreadableError(file, "it is not a regular file");
      if (size > limitBytes) throw new BundleFileTooLargeError(file, size, limitBytes);
      const content = Buffer.alloc(size);
      const { bytesRead } = await handle.read(content, 0, size, 0);
      if (bytesRead !== size) throw new BundleFileUnreadableError(file, "it changed while it was read");
      return content;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof BundleFileUnreadableError || error instanceof BundleFileTooLargeError) throw error;
    throw new BundleFileUnreadableError(file, error instanceof Error ? error.message : String(error), error);
  }
}
