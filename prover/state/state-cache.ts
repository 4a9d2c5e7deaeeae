/**
 * A cache of downloaded beacon states, as files named by their state root. Files are not trusted: readers hash a file,
 * and remove it if the hash differs. Several processes may share the folder: files appear by rename, complete, and may
 * be removed at any time.
 *
 *     <state root>.<fork>.ssz     verified when it was written
 *     <state root>.….part         a running or interrupted download (file-download.ts)
 * @module
 */
import { readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Hex } from "../hex.ts";
import { makeFolder } from "../make-folder.ts";
import { readRegular } from "../read-regular.ts";
import { renameInto } from "../rename-into.ts";
import { StateCacheError } from "./cache-errors.ts";
import { clockOf, FileDownload, isAbandoned, PART } from "./file-download.ts";
import { SUPPORTED_FORKS, type SupportedFork } from "./layout.ts";

export interface CachedState {
  readonly path: string;
  readonly fork: SupportedFork;
  readonly stateBytes: Uint8Array;
}

/** Make one for each folder; nothing is read or written before it is used. */
export class StateCache {
  constructor(
    readonly folder: string,
    /** Limit for all files together; the oldest are removed. */
    readonly maxBytes: number,
  ) {}

  /** Not verified. Undefined if there is none. @throws StateCacheError */
  async find(stateRoot: Hex): Promise<CachedState | undefined> {
    for (const fork of SUPPORTED_FORKS) {
      const path = this.#pathOf(stateRoot, fork);
      const stateBytes = await this.#using(unlessGone(() => readRegular(path)));
      if (stateBytes === undefined) continue;
      const now = new Date();
      await this.#using(unlessGone(() => utimes(path, now, now)));
      return { path, fork, stateBytes };
    }
    return undefined;
  }

  /** Removes a file that does not match its name. @throws StateCacheError */
  async discard({ path }: CachedState): Promise<void> {
    await this.#using(rm(path, { force: true }));
  }

  /** Resumes an interrupted download of the same state, if any. @throws StateCacheError */
  async openDownload(stateRoot: Hex): Promise<FileDownload> {
    return this.#using(this.#open(stateRoot));
  }

  /** Adds a verified download. @throws StateCacheError */
  async keep(download: FileDownload, stateRoot: Hex, fork: SupportedFork): Promise<void> {
    await this.#using(download.close());
    await this.#using(renameInto(download.path, this.#pathOf(stateRoot, fork)));
    await this.#using(this.#prune());
  }

  async #open(stateRoot: Hex): Promise<FileDownload> {
    makeFolder(this.folder);
    return FileDownload.open(this.folder, stateRoot);
  }

  #pathOf(stateRoot: Hex, fork: SupportedFork): string {
    return join(this.folder, `${stateRoot}.${fork}.ssz`);
  }

  /** Removes the oldest files until the rest fits. Running downloads of other processes stay. */
  async #prune(): Promise<void> {
    const files = [];
    const names = await readdir(this.folder);
    // The clock is a file: none is made, and can be left by a kill, where nobody asks for the time.
    const nowMs = names.some((name) => name.endsWith(PART)) ? await clockOf(this.folder) : 0;
    for (const name of names) {
      if (!/^0x[0-9a-f]{64}\./.test(name)) continue;
      const path = join(this.folder, name);
      const stats = await unlessGone(() => stat(path));
      if (stats === undefined || (name.endsWith(PART) && !isAbandoned(name, stats.mtimeMs, nowMs))) continue;
      files.push({ path, size: stats.size, mtimeMs: stats.mtimeMs });
    }
    files.sort((a, b) => a.mtimeMs - b.mtimeMs);
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of files) {
      if (total <= this.maxBytes) return;
      await rm(path, { force: true });
      total -= size;
    }
  }

  async #using<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (cause) {
      throw new StateCacheError(this.folder, cause);
    }
  }
}

/** Another process may have removed the file. */
async function unlessGone<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
