import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives bytes to a reader of paths. The file is gone afterwards. */
export async function asFile<T>(bytes: Uint8Array | string, read: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "pufeth-por-attack-"));
  const path = join(folder, "file");
  try {
    writeFileSync(path, bytes);
    return await read(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
