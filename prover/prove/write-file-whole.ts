/**
 * Writes a file atomically: to a temporary file next to it, flushed to the disk, then renamed.
 * @module
 */
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { dropUnfinished, placeFinished, unfinishedPath } from "../unfinished.ts";

export async function writeFileWhole(path: string, content: string): Promise<void> {
  const folder = dirname(path);
  const temporary = unfinishedPath(path);
  try {
    const file = await open(temporary, "wx", 0o644);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await placeFinished(temporary, path);
  } catch (error) {
    await dropUnfinished(temporary);
    throw error;
  }
  const entry = await open(folder, "r");
  try {
    await entry.sync();
  } finally {
    await entry.close();
  }
}
