/**
 * Reads a bundle folder.
 * @module
 */
import { realpath } from "node:fs/promises";
import { readBundleFile } from "./bundle-files.ts";
import { type BundleFileReader, loadBundle, loadManifest } from "./load-bundle.ts";
import { BundleNotFoundError } from "./read-errors.ts";
import { type Bundle, type BundleManifest, MANIFEST_FILE } from "./schema.ts";

/**
 * @param folder The folder that `writeBundle` wrote.
 * @throws BundleNotFoundError, BundleFileUnreadableError, BundleFileTooLargeError, and the errors of `loadBundle`.
 */
export async function readBundle(folder: string): Promise<Bundle> {
  const realFolder = await realpath(folder).catch((cause) => {
    throw new BundleNotFoundError(folder, cause);
  });
  return loadBundle(readerOf(realFolder));
}

/** bundle.json alone, with its digest checked. `folder` is a real path. */
export function readManifest(folder: string): Promise<BundleManifest> {
  return loadManifest(readerOf(folder));
}

function readerOf(folder: string): BundleFileReader {
  return (file, limitBytes) =>
    readBundleFile(folder, file, limitBytes).catch((cause) => {
      if (file === MANIFEST_FILE && isMissing(cause)) throw new BundleNotFoundError(folder, cause);
      throw cause;
    });
}

function isMissing(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR");
}
