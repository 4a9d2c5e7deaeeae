/**
 * Reads the files of a bundle folder that came from somebody else: plain files inside the folder only, each of a
 * bounded size, so that a hostile bundle can neither show other files of this machine nor exhaust its memory.
 * @module
 */

import { constants } from "node:fs";
import { open, realpath } from "node:fs/promises";
import { join } from "node:path";
import { BundleFileTooLargeError, BundleFileUnreadableError } from "./read-errors.ts";

/**
 * @param folder Real path of the bundle folder.
 * @param file Name below it, as the schema allows it (no leading dots, one folder deep).
 * @throws BundleFileUnreadableError, BundleFileTooLargeError
 */
export async function readBundleFile(folder: string, file: string, limitBytes: number): Promise<Buffer> {
  const path = join(folder, file);
  try {
    // A link, of the file or of a folder on the way, could lead outside of the bundle.
    if ((await realpath(path)) !== path)
      throw new BundleFileUnreadableError(file, "it is reached over a link");
    // Without O_NONBLOCK opening a named pipe would wait for a writer that never comes.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const { size, isFile } = await handle
        .stat()
        .then((stat) => ({ size: stat.size, isFile: stat.isFile() }));
      if (!isFile) throw new BundleFileUnreadableError(file, "it is no plain file");
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
