/**
 * Checks that a folder has enough free space.
 * @module
 */
import { constants } from "node:fs";
import { access, statfs } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { formatGigabytes } from "../prove/choose-threads.ts";
import { type Finding, fail, ok } from "./finding.ts";

export interface DiskNeed {
  /** What will be written there, e.g. `bundle`. */
  readonly what: string;
  /** Need not exist yet. */
  readonly folder: string;
  readonly bytes: number;
}

export async function checkDisk({ what, folder, bytes }: DiskNeed): Promise<Finding> {
  const check = `disk ${what}`;
  const place = await nearestFolder(resolve(folder));
  if (!(await isWritable(place))) {
    return fail(check, `${place} cannot be written to`, "Choose another folder, or change its permissions.");
  }
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const found = `${formatGigabytes(free)} free at ${place}`;
  return free >= bytes
    ? ok(check, found)
    : fail(check, `${found}, ${formatGigabytes(bytes)} needed`, "Free some space, or choose another folder.");
}

/** The nearest existing parent folder. */
async function nearestFolder(path: string): Promise<string> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  return exists || path === dirname(path) ? path : nearestFolder(dirname(path));
}

async function isWritable(path: string): Promise<boolean> {
  return await access(path, constants.W_OK).then(
    () => true,
    () => false,
  );
}
