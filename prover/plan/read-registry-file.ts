/**
 * A registry that lies in a file.
 * @module
 */
import { readFile } from "node:fs/promises";
import { RegistryFileError } from "./errors.ts";
import { parseRegistry, type RegistryEntry } from "./registry.ts";

/**
 * Reads `[{"index": "12", "principalGwei": "32000000000"}, …]`.
 * @throws RegistryFileError where the file cannot be read or is not of that form.
 * @throws DuplicateValidatorError where an index stands twice.
 */
export async function readRegistry(path: string): Promise<RegistryEntry[]> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new RegistryFileError(path, (cause as Error).message, cause);
  }
  return parseRegistry(json, path);
}
