/**
 * Keeps two runs from writing to one target: the second would replace what the first wrote, or take its kept pages.
 * @module
 */
import { realpath } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { holdLock } from "../hold-lock.ts";
import { TargetInUseError } from "./write-errors.ts";

/**
 * Runs alone among all runs on this machine that write to `target`. A run that has died does not count.
 * @throws TargetInUseError
 */
export async function holdingTarget<T>(target: string, run: () => Promise<T>): Promise<T> {
  const release = await holdLock(`target ${await placeOf(target)}`);
  if (release === undefined) throw new TargetInUseError(target);
  try {
    return await run();
  } finally {
    await release();
  }
}

/** The same for all names of a place, whether it exists or not. */
async function placeOf(target: string): Promise<string> {
  const path = resolve(target);
  const parent = dirname(path);
  return await realpath(path).catch(async () =>
    parent === path ? path : join(await placeOf(parent), basename(path)),
  );
}
