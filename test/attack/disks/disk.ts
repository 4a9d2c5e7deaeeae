/** A file system of its own over a folder, with what was in it: its room is set, it is made read-only, it is lost. @module */
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const AMPLE_KILOBYTES = 1 << 20;
const AMPLE_NAMES = 1 << 16;

/** Where this user may mount nothing, no fault of a disk can be caused. */
export function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "pufeth-por-disk-"));
  const { status } = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4k", "tmpfs", folder]);
  if (status === 0) spawnSync("umount", [folder]);
  rmSync(folder, { recursive: true, force: true });
  return status === 0;
}

export class Disk {
  /** Of the whole file system: `folder` shows a folder in it, beside a file that is always there, since a size of 0 means no limit. */
  readonly #root = mkdtempSync(join(tmpdir(), "pufeth-por-disk-"));

  /** @param folder  what is in it is copied. */
  constructor(readonly folder: string) {
    this.#mount(["-t", "tmpfs", "-o", `size=${AMPLE_KILOBYTES}k,mode=755`, "tmpfs", this.#root]);
    writeFileSync(join(this.#root, "something"), "0");
    const content = join(this.#root, "content");
    cpSync(folder, content, { recursive: true, preserveTimestamps: true });
    this.#mount(["--bind", content, folder]);
  }

  /** @param pages  of 4096 bytes that are free from now on. */
  leaveRoom(pages: number): void {
    const { blocks, bfree, bsize } = statfsSync(this.#root);
    this.#remount(`size=${((blocks - bfree + pages) * bsize) / 1024}k`);
  }

  /** @param count  of files and folders that can be made from now on. */
  leaveNames(count: number): void {
    const { files, ffree } = statfsSync(this.#root);
    this.#remount(`nr_inodes=${files - ffree + count}`);
  }

  /** @returns false where a file is open for writing: the kernel refuses. */
  makeReadOnly(): boolean {
    return spawnSync("mount", ["-o", "remount,ro", this.#root]).status === 0;
  }

  /** Everything works again. */
  mend(): void {
    this.#remount(`rw,size=${AMPLE_KILOBYTES}k,nr_inodes=${AMPLE_NAMES}`);
  }

  remove(): void {
    for (const path of [this.folder, this.#root]) spawnSync("umount", ["--lazy", path]);
    rmdirSync(this.#root);
  }

  #remount(options: string): void {
    this.#mount(["-o", `remount,${options}`, this.#root]);
  }

  #mount(args: readonly string[]): void {
    const { status, stderr } = spawnSync("mount", args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`mount ${args.join(" ")}: ${stderr}`);
  }
}
