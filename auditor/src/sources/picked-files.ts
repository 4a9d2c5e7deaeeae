/**
 * Bundles among files that the reader picked or dropped: folders, or archives of folders. Nothing leaves the machine.
 * @module
 */
import { BundleFileTooLargeError } from "../../../prover/bundle/read-errors.ts";
import { MANIFEST_FILE } from "../../../prover/bundle/schema.ts";
import type { BundleSource } from "./bundle-source.ts";
import { BundleFileMissingError, NoBundleHereError } from "./source-errors.ts";
import { isArchive, unpackArchive } from "./unpack-archive.ts";

export interface PickedFile {
  /** Path including the selected parent folders. */
  readonly path: string;
  readonly content: Blob;
}

/**
 * One source for each folder with a bundle.json, by path.
 * @throws NoBundleHereError, ArchiveUnreadableError
 */
export async function bundlesAmong(picked: readonly PickedFile[]): Promise<BundleSource[]> {
  const files = new Map<string, Blob>();
  for (const { path, content } of picked) {
    if (!isArchive(path)) files.set(path, content);
    else
      for (const entry of await unpackArchive(path, content))
        files.set(`${path}/${entry.path}`, entry.content);
  }
  const manifests = [...files.keys()].filter(
    (path) => path === MANIFEST_FILE || path.endsWith(`/${MANIFEST_FILE}`),
  );
  if (manifests.length === 0) throw new NoBundleHereError(nameOf(picked));
  return manifests.sort().map((path) => folderSource(path.slice(0, -MANIFEST_FILE.length), files));
}

/** @param prefix Path of the folder with a slash at its end, or nothing. */
function folderSource(prefix: string, files: ReadonlyMap<string, Blob>): BundleSource {
  const name = prefix.replace(/\/$/, "") || "the picked files";
  return {
    name,
    async readFile(file, limitBytes) {
      const content = files.get(prefix + file) ?? files.get(prefix + file.replace(/^.*\//, ""));
      if (content === undefined) throw new BundleFileMissingError(file, name);
      if (content.size > limitBytes) throw new BundleFileTooLargeError(file, content.size, limitBytes);
      return new Uint8Array(await content.arrayBuffer());
    },
  };
}

function nameOf(picked: readonly PickedFile[]): string {
  const [first] = picked;
  if (first === undefined) return "an empty folder";
  return picked.length === 1
    ? first.path
    : first.path.includes("/")
      ? first.path.split("/")[0]!
      : "these files";
}
