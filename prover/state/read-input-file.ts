/**
 * Reads a file given by the user.
 * @module
 */
import { readFile } from "node:fs/promises";
import { StateFileError } from "./errors.ts";

/** @throws StateFileError if the file is missing, a directory, empty, larger than 2 GiB or not readable. */
export async function readInputFile(path: string): Promise<Uint8Array> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (cause) {
    throw new StateFileError(path, cause);
  }
  if (bytes.length === 0) throw new StateFileError(path, new Error("it is empty"));
  return bytes;
}
