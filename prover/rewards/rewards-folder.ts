/**
 * The files of a spurt's rewards: `rewards.json`, `interval-tree.json`, `cumulative-tree.json`. A folder is there whole or
 * not at all.
 * @module
 */
import { mkdir, readdir, realpath, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { makeFolder } from "../make-folder.ts";
import { readText } from "../read-text.ts";
import { isLostLink, LOST_LINK } from "../rename-into.ts";
import { jsonIn, type Refuse } from "../shaped-json.ts";
import { dropUnfinished, placeFinished, unfinishedPath } from "../unfinished.ts";
import { RewardsFileError, RewardsTargetError } from "./document-errors.ts";
import { type PublishedTree, readPublishedTree } from "./published-tree.ts";
import { jsonOf, parseRewards, type Rewards, type RewardsDocument, sha256Of } from "./rewards-document.ts";

export const REWARDS_FILE = "rewards.json";
export const INTERVAL_FILE = "interval-tree.json";
export const CUMULATIVE_FILE = "cumulative-tree.json";

/** @returns By name, the text of each file. A tree that nobody has a leaf in has none. */
export function rewardsFiles({ document, intervalTree, cumulative }: Rewards): Map<string, string> {
  const files = new Map([[REWARDS_FILE, jsonOf(document)]]);
  if (intervalTree.published !== null) files.set(INTERVAL_FILE, jsonOf(intervalTree.published.tree));
  if (cumulative !== null) files.set(CUMULATIVE_FILE, jsonOf(cumulative.tree));
  return files;
}

/** Before the long part of the work. @throws RewardsTargetError where it is neither missing nor empty. */
export async function assertRewardsTarget(folder: string): Promise<void> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === "ENOENT") return [];
    throw new RewardsTargetError(folder, error);
  });
  if (await isLostLink(folder)) throw new RewardsTargetError(folder, new Error(`it is ${LOST_LINK}`));
  if (names.length > 0) throw new RewardsTargetError(folder, new Error("it is not empty"));
}

/** @param folder  missing or empty. @throws RewardsTargetError */
export async function writeRewards(rewards: Rewards, folder: string): Promise<void> {
  // If the target is a symbolic link to a folder, that folder is replaced and the link stays.
  const target = await realpath(folder).catch(() => resolve(folder));
  let temporary: string | undefined;
  try {
    makeFolder(dirname(target));
    temporary = unfinishedPath(target);
    await mkdir(temporary);
    for (const [name, text] of rewardsFiles(rewards)) await writeFile(join(temporary, name), text);
    // Replaces an empty folder, and no other.
    await placeFinished(temporary, target);
  } catch (cause) {
    if (temporary !== undefined) await dropUnfinished(temporary);
    throw new RewardsTargetError(folder, cause);
  }
}

/** `rewards.json` with the hash that the next spurt names it by. @throws RewardsFileError */
export async function readRewards(
  path: string,
): Promise<{ document: RewardsDocument; sha256: `0x${string}` }> {
  const refuse = refusing(path);
  const text = await readText(path, refuse);
  return { document: parseRewards(jsonIn(text, refuse), path), sha256: sha256Of(text) };
}

/** @throws RewardsFileError */
export async function readTreeFile(path: string): Promise<PublishedTree> {
  const refuse = refusing(path);
  return readPublishedTree(jsonIn(await readText(path, refuse), refuse), path);
}

function refusing(path: string): Refuse {
  return (reason, cause) => new RewardsFileError(path, reason, cause);
}
