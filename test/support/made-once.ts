/**
 * What several test files need and what takes seconds to make (keys, compiled contracts, pages) is made once, by whoever
 * comes first, and kept on disk until something that it is made of changes.
 * @module
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { REPOSITORY_ROOT } from "../../scripts/circuits/repository-root.ts";
import { withLock } from "../../scripts/with-lock.ts";

const MADE = join(REPOSITORY_ROOT, "build/made");

/**
 * @param keyParts  everything that the content depends on: hashes of sources (scripts/source-hash.ts), versions, parameters.
 * @param make      fills the empty folder that it is given. Where it throws, nothing is kept.
 * @returns the folder, complete. It belongs to all: copy what a test is going to change.
 */
export async function madeOnce(
  name: string,
  keyParts: readonly string[],
  make: (folder: string) => Promise<unknown>,
): Promise<string> {
  const key = createHash("sha256").update(JSON.stringify(keyParts)).digest("hex").slice(0, 16);
  const folder = join(MADE, name, key);
  if (existsSync(folder)) return folder;
  return withLock(folder, async () => {
    if (existsSync(folder)) return folder;
    await mkdir(join(MADE, name), { recursive: true });
    const aside = await mkdtemp(`${folder}.tmp-`);
    try {
      await make(aside);
      await rename(aside, folder);
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
    return folder;
  });
}
