/**
 * Reads a registry from a file.
 * @module
 */
import { readFile } from "node:fs/promises";
import { withoutBom } from "../without-bom.ts";
import { RegistryFileError } from "./errors.ts";
import { parseRegistry, type RegistryEntry } from "./registry.ts";

/**
 * Reads `[{"index": "12", "principalGwei": "32000000000"}, …]`.
 * @throws RegistryFileError if the file cannot be read or has another form.
 * @throws DuplicateValidatorError if an index is listed twice.
 */
export async function readRegistry(path: string): Promise<RegistryEntry[]> {
  let json: unknown;
  try {
    json = JSON.parse(withoutBom(await readFile(path, "utf8")));
  } catch (cause) {
    throw new RegistryFileError(path, (cause as Error).message, cause);
  }
  return parseRegistry(json, path);
}
