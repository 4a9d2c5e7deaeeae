/**
 * Finds and reads a network file: one of the package by its name, or a file of one's own by its path.
 * @module
 */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readText } from "../read-text.ts";
import { jsonIn, type Refuse, shaped } from "../shaped-json.ts";
import { type NetworkFile, networkSchema } from "./network.ts";
import { NetworkFileError, NetworkUnknownError } from "./network-errors.ts";

const FOLDER = fileURLToPath(new URL("../../networks/", import.meta.url));
const SUFFIX = "-puffer.json";

/** Names that the package has a file for. */
export function networkNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length));
}

/**
 * @param nameOrPath  a path has a slash or ends in `.json`.
 * @throws NetworkUnknownError, NetworkFileError
 */
export async function loadNetwork(nameOrPath: string): Promise<NetworkFile> {
  if (/\/|\.json$/.test(nameOrPath)) return readNetwork(nameOrPath);
  const known = networkNames();
  if (!known.includes(nameOrPath)) throw new NetworkUnknownError(nameOrPath, known);
  return readNetwork(`${FOLDER}${nameOrPath}${SUFFIX}`);
}

async function readNetwork(path: string): Promise<NetworkFile> {
  const refuse: Refuse = (reason, cause) => new NetworkFileError(path, reason, cause);
  return shaped(jsonIn(await readText(path, refuse), refuse), networkSchema, refuse);
}
