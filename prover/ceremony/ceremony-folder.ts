/**
 * Paths of a ceremony's files, and removal of files left by an interruption.
 * @module
 */
import { existsSync } from "node:fs";
import { open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isAlive } from "../is-alive.ts";

export const CONTRIBUTIONS_FOLDER = "contributions";

/** @param number  Number of the contribution; 0 for the starting key. */
export function zkeyName(number: number): string {
  return `${CONTRIBUTIONS_FOLDER}/${digits(number)}.zkey`;
}

export function attestationName(number: number): string {
  return `${CONTRIBUTIONS_FOLDER}/${digits(number)}.attestation.txt`;
}

/** Temporary file of this process for what is not yet complete and checked. @param name  of a zkey or an attestation. */
export function partialPath(folder: string, name: string): string {
  return join(folder, `${name}.partial-${process.pid}`);
}

/**
 * Removes partial files of processes that have ended.
 * @returns whether contribution `next` had been started, or was complete but not in the transcript.
 */
export async function clearUnfinished(folder: string, next: number): Promise<boolean> {
  let found = existsSync(join(folder, zkeyName(next)));
  for (const name of await readdir(join(folder, CONTRIBUTIONS_FOLDER))) {
    const pid = /^\d{4}\.(?:zkey|attestation\.txt)\.partial-(\d+)$/.exec(name)?.[1];
    if (pid === undefined || (Number(pid) !== process.pid && isAlive(Number(pid)))) continue;
    await rm(join(folder, CONTRIBUTIONS_FOLDER, name), { force: true });
    found = true;
  }
  return found;
}

/** Flushed to the disk, so that after a power failure the transcript never lists a missing zkey. */
export async function flush(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function digits(number: number): string {
  return String(number).padStart(4, "0");
}
