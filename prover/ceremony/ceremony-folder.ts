/**
 * Where the files of a ceremony lie, and what an interruption may have left among them.
 * @module
 */
import { existsSync } from "node:fs";
import { open, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

export const CONTRIBUTIONS_FOLDER = "contributions";

/** @param number  Of the contribution after which the key looks so; 0 for the start. */
export function zkeyName(number: number): string {
  return `${CONTRIBUTIONS_FOLDER}/${digits(number)}.zkey`;
}

export function attestationName(number: number): string {
  return `${CONTRIBUTIONS_FOLDER}/${digits(number)}.attestation.txt`;
}

/** Where this process makes a zkey, until it is whole and checked. */
export function partialZkeyPath(folder: string, number: number): string {
  return join(folder, `${zkeyName(number)}.partial-${process.pid}`);
}

/**
 * Removes what was half written by processes that are gone.
 * @returns whether contribution `next` had been begun, or was whole but never entered into the transcript.
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

/** To the disk, so that a transcript never names a zkey that a power cut took away. */
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
