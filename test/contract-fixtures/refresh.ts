/**
 * Fixtures are written again when something that they are made of has changed.
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FIXTURES, writeText } from "./fixture-file.ts";

/** Writes where the stamp is another or a file is missing. The stamp is written last. */
export async function refresh(
  stampName: string,
  stamp: string,
  files: readonly string[],
  write: () => Promise<unknown>,
): Promise<void> {
  const stampFile = join(FIXTURES, stampName);
  const isCurrent =
    [stampFile, ...files].every((file) => existsSync(file)) && readFileSync(stampFile, "utf8") === stamp;
  if (!isCurrent) {
    await write();
    writeText(stampFile, stamp);
  }
  console.log(`Contract fixtures (${stampName}): ${isCurrent ? "current" : "written"}.`);
}
