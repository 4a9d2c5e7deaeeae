import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";

/** SHA-256 of a file of any size: 64 lower-case hex digits without prefix. Fails with the file system's errors. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  // Without O_NONBLOCK opening a pipe waits for a writer that never comes.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const found = await file.stat();
    if (!found.isFile() && !found.isDirectory()) throw new Error(`${path} is not a regular file`);
    await pipeline(file.createReadStream({ highWaterMark: 1 << 20, autoClose: false }), hash);
  } finally {
    await file.close();
  }
  return hash.digest("hex");
}
