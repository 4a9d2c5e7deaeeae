/** Trie nodes that are kept for the next run: read back whatever happened to their file, and no reason to stop where they cannot be. @module */
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openKeptNodes } from "../../prover/spurt/kept-nodes.ts";
import { temporaryFolder } from "../bundle/bundle-folder.ts";
import { smallDisk } from "../support/small-disk.ts";

const node = (byte: number) => `0x${byte.toString(16).padStart(2, "0").repeat(600)}` as const;
const none = () => {
  throw new Error("nothing failed");
};

async function keep(
  path: string,
  nodes: readonly `0x${string}`[],
  onFailure: (reason: string) => void = none,
) {
  const kept = await openKeptNodes(path, onFailure);
  for (const one of nodes) kept.keep([one]);
  await kept.flush();
}
const kept = async (path: string) => {
  const { nodes, flush } = await openKeptNodes(path, () => {});
  await flush();
  return nodes.size;
};

it("are there for the next run, also after half a line and bytes that are none", async () => {
  const path = join(temporaryFolder(), "made", "out.nodes");
  await keep(path, [node(1), node(2)]);
  appendFileSync(path, Buffer.concat([Buffer.from([0, 255, 10]), Buffer.from(node(3).slice(0, 99))]));
  await keep(path, [node(4)]);
  // The third was not whole.
  expect(await kept(path)).toBe(3);
});

it("a file that no one can write is a typed error before the work", async () => {
  const file = join(temporaryFolder(), "file");
  writeFileSync(file, "");
  await expect(openKeptNodes(join(file, "out.nodes"), none)).rejects.toMatchObject({
    code: "OUTPUT_WRITE_FAILED",
    exitCode: 2,
    message: expect.stringMatching(/EEXIST|ENOTDIR/),
  });
});

it("a pipe in their place is a typed error, not waited for", async () => {
  const path = join(temporaryFolder(), "out.nodes");
  spawnSync("mkfifo", [path]);
  await expect(openKeptNodes(path, none)).rejects.toMatchObject({ code: "OUTPUT_NOT_A_FILE", exitCode: 2 });
});

it("a link in their place goes, and what it leads to is not written", async () => {
  const folder = temporaryFolder();
  const [path, elsewhere] = [join(folder, "out.nodes"), join(folder, "elsewhere")];
  writeFileSync(elsewhere, "somebody's");
  symlinkSync(elsewhere, path);
  await keep(path, [node(1)]);
  expect(readFileSync(elsewhere, "utf8")).toBe("somebody's");
  expect(await kept(path)).toBe(1);
});

it("where they cannot be removed, the work is done all the same", async () => {
  const path = join(temporaryFolder(), "out.nodes");
  const { flush, remove } = await openKeptNodes(path, none);
  await flush();
  // What no user may remove as a file.
  rmSync(path);
  mkdirSync(path);
  await remove();
});

const probe = smallDisk(4);
describe.skipIf(probe === undefined)("on a full disk (skipped where nothing can be mounted)", () => {
  it("the work goes on without them, which is said once; what was kept is read", async () => {
    const disk = smallDisk(64)!;
    const path = join(disk, "out.nodes");
    await keep(path, [node(1)]);
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(join(disk, "filler"), new Uint8Array(bavail * bsize));
    const failures: string[] = [];
    await keep(
      path,
      Array.from({ length: 50 }, (_, i) => node(10 + i)),
      (reason) => failures.push(reason),
    );
    expect(failures).toEqual([expect.stringMatching(/ENOSPC/)]);
    // Some fit into what was left of the file's last block.
    expect(await kept(path)).toBeGreaterThanOrEqual(1);
  });
});
