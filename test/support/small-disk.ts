/** A real file system of a few kilobytes, for what happens when a disk is full. @module */
import { spawnSync } from "node:child_process";
import { afterAll } from "vitest";
import { temporaryFolder } from "../bundle/bundle-folder.ts";

const mounted: string[] = [];
// Before the folders are removed: hooks run in reverse order, and that of the folders came first.
afterAll(() => {
  for (const folder of mounted.splice(0)) spawnSync("umount", ["--lazy", folder]);
});

/** @returns undefined where this user may not mount one. */
export function smallDisk(kilobytes: number): string | undefined {
  const folder = temporaryFolder();
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "tmpfs", folder]);
  if (status !== 0) return undefined;
  mounted.push(folder);
  return folder;
}
