/**
 * A download to a file in the cache folder. While it is written, its name contains the writing process, so two
 * processes never write to one file. An interrupted download is taken over by rename, which only one process can win.
 *
 *     <state root>.<validator>.part                          given up: free for the next
 *     <state root>.<host>-<pid>-<random>[.<validator>].part  being written, or left behind by a process that died
 *
 * A part without a validator is of no use: nobody knows what it is the beginning of.
 * @module
 */

import { randomBytes } from "node:crypto";
import { type FileHandle, lstat, open, readdir, rename, rm } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Hex } from "../hex.ts";
import { isAlive } from "../is-alive.ts";
import { readRegular } from "../read-regular.ts";
import { clearUnfinished, unfinishedPath } from "../unfinished.ts";
import { StateCacheError } from "./cache-errors.ts";
import type { Download } from "./download.ts";

export const PART = ".part";
/** A process that is still downloading has written within this time, or has timed out. */
const ABANDONED_MS = 30 * 60 * 1000;

const HOST = hostname().replace(/[^A-Za-z0-9]/g, "_");
/** 1: owner, 2: host, 3: process, 4: validator. */
const OWNED = /^0x[0-9a-f]{64}\.((\w+)-(\d+)-\w+)(?:\.(\w+))?\.part$/;
const FREE = /^0x[0-9a-f]{64}\.(\w+)\.part$/;
/** Of this process: in a container, each has the number that the one before had. */
const own = new Set<string>();

function ownName(): string {
  const owner = `${HOST}-${process.pid}-${randomBytes(6).toString("hex")}`;
  own.add(owner);
  return owner;
}

export class FileDownload implements Download {
  private constructor(
    readonly folder: string,
    readonly stateRoot: Hex,
    readonly owner: string,
    readonly file: FileHandle,
    public byteCount: number,
    public validator: string | undefined,
  ) {}

  /** @throws the file system's errors. */
  static async open(folder: string, stateRoot: Hex): Promise<FileDownload> {
    const owner = ownName();
    const validator = await takeOver(folder, stateRoot, owner);
    const file = await open(pathOf(folder, stateRoot, owner, validator), "a");
    return new FileDownload(folder, stateRoot, owner, file, (await file.stat()).size, validator);
  }

  get path(): string {
    return pathOf(this.folder, this.stateRoot, this.owner, this.validator);
  }

  async append(bytes: Uint8Array): Promise<void> {
    await this.#using(this.file.appendFile(bytes));
    this.byteCount += bytes.length;
  }

  async begin(validator: string | undefined): Promise<void> {
    await this.#using(this.file.truncate());
    this.byteCount = 0;
    const path = pathOf(this.folder, this.stateRoot, this.owner, validator);
    if (path !== this.path) await this.#using(rename(this.path, path));
    this.validator = validator;
  }

  read(): Promise<Uint8Array> {
    return this.#using(readRegular(this.path));
  }

  async release(): Promise<void> {
    if (this.byteCount === 0 || this.validator === undefined) return this.remove();
    await this.close();
    await this.#using(rename(this.path, join(this.folder, `${this.stateRoot}.${this.validator}${PART}`)));
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

/**
 * The time by the clock that files get theirs from: that of a server may differ from this machine's by hours, and this machine's
 * may be set while a download runs.
 * @throws the file system's errors.
 */
export async function clockOf(folder: string): Promise<number> {
  const clock = join(folder, "clock");
  await clearUnfinished(clock);
  const path = unfinishedPath(clock);
  try {
    const file = await open(path, "wx");
    try {
      return (await file.stat()).mtimeMs;
    } finally {
      await file.close();
    }
  } finally {
    await rm(path, { force: true });
  }
}

/**
 * Whether a partial file is no longer being written.
 * @param nowMs  by `clockOf` of its folder.
 */
export function isAbandoned(name: string, mtimeMs: number, nowMs: number): boolean {
  const owner = OWNED.exec(name);
  if (owner === null) return true;
  if (nowMs - mtimeMs > ABANDONED_MS) return true;
  if (owner[2] !== HOST || own.has(owner[1]!)) return false;
  const pid = Number(owner[3]);
  return pid === process.pid || !isAlive(pid);
}

function pathOf(folder: string, stateRoot: Hex, owner: string, validator: string | undefined): string {
  return join(
    folder,
    `${[stateRoot, owner, validator].filter((part) => part !== undefined).join(".")}${PART}`,
  );
}

/**
 * Renames an interrupted download, if any, to one of `owner`, and removes those of no use.
 * @returns its validator.
 */
async function takeOver(folder: string, stateRoot: Hex, owner: string): Promise<string | undefined> {
  const parts = (await readdir(folder)).filter((name) => name.startsWith(stateRoot) && name.endsWith(PART));
  if (parts.length === 0) return undefined;
  const nowMs = await clockOf(folder);
  for (const name of parts) {
    const path = join(folder, name);
    const validator = OWNED.exec(name)?.[4] ?? FREE.exec(name)?.[1];
    try {
      const found = await lstat(path);
      if (!isAbandoned(name, found.mtimeMs, nowMs)) continue;
      // Through a link it would be written to whatever that leads to; a pipe takes nothing.
      if (validator === undefined || !found.isFile()) {
        await rm(path, { force: true });
        continue;
      }
      await rename(path, pathOf(folder, stateRoot, owner, validator));
      return validator;
    } catch (error) {
      // Another process was faster.
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
  }
  return undefined;
}
