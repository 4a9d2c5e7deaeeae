/** Files and pipes that people name, up to a limit: neither a device without an end nor a file by mistake fills the memory. @module */
import { createReadStream } from "node:fs";

/** Well above a registry of a million validators, or the trees of as many accounts. */
export const INPUT_LIMIT_BYTES = 256 * 1024 * 1024;

/** @throws the file system's errors; RangeError past the limit. */
export async function readBounded(path: string, limitBytes = INPUT_LIMIT_BYTES): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) {
    parts.push(part as Buffer);
    bytes += (part as Buffer).length;
    if (bytes > limitBytes) throw new RangeError(`it has more than ${limitBytes} bytes`);
  }
  return Buffer.concat(parts);
}
