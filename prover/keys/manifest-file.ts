/**
 * Reads and writes key manifests, in canonical form and by rename, so readers see the old or the new one.
 * @module
 */
import { stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { canonicalJson } from "../groth16/canonical-json.ts";
import { makeFolder } from "../make-folder.ts";
import { readRegular } from "../read-regular.ts";
import { shownValue } from "../shown-value.ts";
import { dropUnfinished, placeFinished, unfinishedPath } from "../unfinished.ts";
import { withoutBom } from "../without-bom.ts";
import { KeyManifestMissingError, KeyManifestUnusableError, KeyManifestVersionError } from "./errors.ts";
import { KEYS_FORMAT, KEYS_VERSION, type KeysManifest, keysManifestSchema } from "./manifest.ts";

/** Of this checkout. */
export const KEYS_MANIFEST_FILE = fileURLToPath(new URL("../../keys/manifest.json", import.meta.url));

/** Thousands of contributions. */
const LIMIT_BYTES = 4 * 1024 * 1024;

/** @throws KeyManifestMissingError, KeyManifestUnusableError, KeyManifestVersionError */
export async function readKeysManifest(file: string): Promise<KeysManifest> {
  let text: string;
  try {
    const { size } = await stat(file);
    if (size > LIMIT_BYTES) {
      throw new KeyManifestUnusableError(file, `it has ${size} bytes, at most ${LIMIT_BYTES} are read`);
    }
    text = (await readRegular(file)).toString("utf8");
  } catch (error) {
    if (error instanceof KeyManifestUnusableError) throw error;
    throw new KeyManifestMissingError(file, error);
  }
  return parseKeysManifest(text, file);
}

/**
 * @param file  For messages.
 * @throws KeyManifestUnusableError, KeyManifestVersionError
 */
export function parseKeysManifest(text: string, file: string): KeysManifest {
  let value: unknown;
  try {
    value = JSON.parse(withoutBom(text));
  } catch (cause) {
    throw new KeyManifestUnusableError(file, "it is not JSON", cause);
  }
  // Checked before the schema: a later version may have any shape, and "unknown version" is the helpful error.
  const { format, version } = z
    .looseObject({ format: z.unknown().optional(), version: z.unknown().optional() })
    .catch({})
    .parse(value);
  if (format !== KEYS_FORMAT) throw new KeyManifestUnusableError(file, `its format is not "${KEYS_FORMAT}"`);
  if (version !== KEYS_VERSION) {
    throw new KeyManifestVersionError(file, shownValue(version), KEYS_VERSION);
  }
  const result = keysManifestSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const at = issue?.path.length ? ` at ${issue.path.join(".")}` : "";
  throw new KeyManifestUnusableError(file, `${issue?.message ?? "unexpected shape"}${at}`, result.error);
}

/**
 * Parents are created.
 * @throws ZodError if `manifest` does not match the schema (an internal error); the file system's errors.
 */
export async function writeKeysManifest(file: string, manifest: KeysManifest): Promise<void> {
  const text = canonicalJson(keysManifestSchema.parse(manifest));
  makeFolder(dirname(file));
  const partial = unfinishedPath(file);
  try {
    await writeFile(partial, text);
    await placeFinished(partial, file);
  } finally {
    await dropUnfinished(partial);
  }
}
