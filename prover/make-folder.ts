/** A folder with its parents, and the reason where it cannot be made. @module */
import { existsSync, lstatSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** @returns the first folder that was made; undefined where all were there. @throws the file system's errors. */
export function makeFolder(path: string): string | undefined {
  const folder = resolve(path);
  try {
    return mkdirSync(folder, { recursive: true });
  } catch (error) {
    if (!["EEXIST", "ENOENT"].includes(String((error as NodeJS.ErrnoException).code))) throw error;
    const found = lstatSync(folder, { throwIfNoEntry: false });
    if (found !== undefined) {
      const isLost = found.isSymbolicLink() && !existsSync(folder);
      const reason = isLost ? "a link that leads nowhere" : "no folder";
      throw Object.assign(new Error(`EEXIST: ${folder} is ${reason}`), { code: "EEXIST" });
    }
    // So Node calls a disk that is full or read-only when it makes several folders. Alone, the first one tells the reason.
    let first = folder;
    while (!existsSync(dirname(first))) first = dirname(first);
    mkdirSync(first);
    mkdirSync(folder, { recursive: true });
    return first;
  }
}
