/** Files that a command finds in folders of its own, where a pipe or a device has no business: reading one may never end. @module */
import { constants } from "node:fs";
import { open } from "node:fs/promises";

/** @throws the file system's errors; Error where it is no regular file. */
export async function readRegular(path: string): Promise<Buffer> {
  // Without O_NONBLOCK opening a pipe waits for a writer that never comes.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    if (!(await file.stat()).isFile()) throw new Error(`${path} is not a regular file`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}
