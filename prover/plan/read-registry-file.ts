/**
 * Reads a registry from a file.
 * @module
 */
import { readText } from "../read-text.ts";
import { jsonIn, type Refuse } from "../shaped-json.ts";
import { RegistryFileError } from "./errors.ts";
import { parseRegistry, type RegistryEntry } from "./registry.ts";

/**
 * Reads `[{"index": "12", "principalGwei": "32000000000"}, …]`.
 * @throws RegistryFileError if the file cannot be read or has another form.
 * @throws DuplicateValidatorError if an index is listed twice.
 */
export async function readRegistry(path: string): Promise<RegistryEntry[]> {
  const refuse: Refuse = (reason, cause) => new RegistryFileError(path, reason, cause);
  return parseRegistry(jsonIn(await readText(path, refuse), refuse), path);
}
