/**
 * A download to a file in the cache folder. While it is written, its name contains the writing process, so two
 * processes never write to one file. An interrupted download is taken over by rename, which only one process can win.
 *
 *     <state root>.part                     given up: free for the next
 *     <state root>.<host>-<pid>-<n>.part    being written, or left behind by a process that died
 * @module
 */
import { type FileHandle, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Hex } from "../hex.ts";
import { StateCacheError } from "./cache-errors.ts";
import type { Download } from "./download.ts";

export const PART = ".part";
/** A process that is still downloading has written within this time, or has timed out. */
const ABANDONED_MS = 30 * 60 * 1000;

const HOST = hostname().replace(/[^A-Za-z0-9]/g, "_");
let downloads = 0;

export class FileDownload implements Download {
  private constructor(
    readonly folder: string,
    readonly path: string,
    readonly stateRoot: Hex,
    readonly file: FileHandle,
    public byteCount: number,
  ) {}

  /** @throws the file system's errors. */
  static async open(folder: string, stateRoot: Hex): Promise<FileDownload> {
    downloads += 1;
    const path = join(folder, `${stateRoot}.${HOST}-${process.pid}-${downloads}${PART}`);
    await takeOver(folder, stateRoot, path);
    const file = await open(path, "a");
    return new FileDownload(folder, path, stateRoot, file, (await file.stat()).size);
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#using(this.file.appendFile(bytes));
    this.byteCount += bytes.length;
  }

  async restart(): Promise<void> {
    await this.#using(this.file.truncate());
    this.byteCount = 0;
  }

  read(): Promise<Uint8Array> {
    return this.#using(readFile(this.path));
  }

  async release(): Promise<void> {
    if (this.byteCount === 0) return this.remove();
    await this.close();
    await this.#using(rename(this.path, join(this.folder, `${this.stateRoot}${PART}`)));
  }

  async remove(): Promise<void> {
    await this.close();
    await this.#using(rm(this.path, { force: true }));
  }

  close(): Promise<void> {
    return this.#using(this.file.close());
  }

  async #using<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      throw new StateCacheError(this.folder, cause);
    }
  }
}

/** Whether a partial file is no longer being written. */
export function isAbandoned(name: string, mtimeMs: number): boolean {
  const owner = /^0x[0-9a-f]{64}\.(\w+)-(\d+)-\d+\.part$/.exec(name);
  if (owner === null) return true;
  if (Date.now() - mtimeMs > ABANDONED_MS) return true;
  return owner[1] === HOST && !isAlive(Number(owner[2]));
}

/** Renames an interrupted download to `path`, if any. */
async function takeOver(folder: string, stateRoot: Hex, path: string): Promise<void> {
  const parts = (await readdir(folder)).filter((name) => name.startsWith(stateRoot) && name.endsWith(PART));
  for (const name of parts) {
    try {
      const { mtimeMs } = await stat(join(folder, name));
      if (!isAbandoned(name, mtimeMs)) continue;
      await rename(join(folder, name), path);
      return;
    } catch (error) {
      // Another process was faster.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
