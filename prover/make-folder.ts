/** A folder with its parents, and the reason where it cannot be made. @module */
import { existsSync, mkdirSync } from "node:fs";
import { dirname, resolve } from "node:path";

/** @returns the first folder that was made; undefined where all were there. @throws the file system's errors. */
export function makeFolder(path: string): string | undefined {
  const folder = resolve(path);
  try {
    return mkdirSync(folder, { recursive: true });
  } catch (error) {
    // So Node calls a disk that is full or read-only when it makes several folders. Alone, the first one tells the reason.
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    let first = folder;
    while (!existsSync(dirname(first))) first = dirname(first);
    mkdirSync(first);
    mkdirSync(folder, { recursive: true });
    return first;
  }
}
