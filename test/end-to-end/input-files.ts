/** Input files of `prove` in temporary folders, removed after the tests of the file. @module */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type RegistryEntry, registryToJson } from "../../prover/plan/registry.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";

/** @returns its path, in a folder of its own. */
export function inputFile(name: string, content: string | Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

export const registryFile = (registry: readonly RegistryEntry[]) =>
  inputFile("registry.json", JSON.stringify(registryToJson(registry)));
