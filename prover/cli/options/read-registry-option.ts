/**
 * The file of `--registry`. What looks like a mistake in it is asked about.
 * @module
 */
import { doubtOfPrincipals } from "../../plan/doubtful-principals.ts";
import { readRegistry } from "../../plan/read-registry-file.ts";
import type { RegistryEntry } from "../../plan/registry.ts";
import type { Terminal } from "../output/terminal.ts";

/** @throws as `readRegistry`. */
export async function readRegistryOption(
  path: string | undefined,
  terminal: Pick<Terminal, "err">,
): Promise<RegistryEntry[] | undefined> {
  if (path === undefined) return undefined;
  const registry = await readRegistry(path);
  const doubt = doubtOfPrincipals(registry);
  if (doubt !== undefined) terminal.err(`warning: ${path}: ${doubt}`);
  return registry;
}
