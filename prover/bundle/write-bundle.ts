/**
 * Writes a bundle folder atomically: into a temporary folder next to the target, flushed to the disk, then renamed. A
 * reader of the target sees the old bundle, the new one, or none, never a part of one. On failure and on a signal the
 * temporary folder is removed; after SIGKILL it stays, as `.<target>.<random>.tmp`, until the next bundle is there.
 * @module
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { open, readdir, realpath } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { canonicalJson } from "../groth16/canonical-json.ts";
import { makeFolder } from "../make-folder.ts";
import { isLostLink, LOST_LINK } from "../rename-into.ts";
import { clearUnfinished, dropUnfinished, unfinishedPath } from "../unfinished.ts";
import { bundleFiles } from "./load-bundle.ts";
import { readManifest } from "./read-bundle.ts";
import { type Bundle, MANIFEST_FILE } from "./schema.ts";
import { BundleWriteError, TargetOccupiedError } from "./write-errors.ts";

/** The file system calls that tests replace to inject failures. */
export interface BundleFileWriter {
  writeFile(path: string, content: string): Promise<void>;
}

/**
 * @param target Folder to write; parents are created. It may be missing, empty, or hold a bundle, which is replaced.
 * @throws TargetOccupiedError, BundleWriteError
 */
export async function writeBundle(
  bundle: Bundle,
  target: string,
  writer: BundleFileWriter = flushingWriter,
): Promise<void> {
  await assertTargetFree(target);
  // If the target is a symbolic link to a folder, that folder is replaced and the link stays.
  const path = await realpath(target).catch(() => resolve(target));
  const parent = dirname(path);
  let firstMadeFolder: string | undefined;
  try {
    firstMadeFolder = makeFolder(parent);
    const temporary = unfinishedPath(path);
    const stopCleaning = removeOnExit(temporary);
    try {
      mkdirSync(temporary);
      await writeFiles(bundle, temporary, writer);
      replaceFolder(temporary, path);
      await clearUnfinished(path);
    } finally {
      await dropUnfinished(temporary);
      stopCleaning();
    }
    await flushFolder(parent);
  } catch (cause) {
    if (firstMadeFolder !== undefined) await dropUnfinished(firstMadeFolder);
    throw new BundleWriteError(target, cause);
  }
}

/**
 * Checks before a long computation that its result can be written.
 * @throws TargetOccupiedError when the target is neither missing, nor empty, nor a bundle without other files.
 */
export async function assertTargetFree(target: string): Promise<void> {
  const names = await readdir(target, { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw new TargetOccupiedError(target, error.code === "ENOTDIR" ? "it is no folder" : error.message);
  });
  if (await isLostLink(target)) throw new TargetOccupiedError(target, `it is ${LOST_LINK}`);
  if (names.length === 0) return;
  const folder = await realpath(target);
  const manifest = await readManifest(folder).catch(() => {
    throw new TargetOccupiedError(target, "the folder is not empty and does not hold a bundle");
  });
  const own = new Set(bundleFiles(manifest).map((file) => join(folder, file)));
  const folders = new Set([...own].map((file) => dirname(file)));
  for (const entry of names) {
    const path = join(await realpath(entry.parentPath), entry.name);
    const known = entry.isDirectory() ? folders.has(path) : own.has(path);
    if (!known) throw new TargetOccupiedError(target, `${entry.name} in it does not belong to the bundle`);
  }
}

async function writeFiles(bundle: Bundle, folder: string, writer: BundleFileWriter): Promise<void> {
  const { manifest } = bundle;
  const write = (file: string, content: unknown) =>
    writer.writeFile(join(folder, file), canonicalJson(content));
  for (const file of bundleFiles(manifest)) makeFolder(dirname(join(folder, file)));
  for (const [i, { file }] of manifest.pages.entries()) await write(file, bundle.pages[i]);
  await write(manifest.registry.file, bundle.registry);
  await write(manifest.key.file, bundle.verificationKey);
  if (manifest.execution) await write(manifest.execution.file, bundle.execution);
  if (manifest.deployment) await write(manifest.deployment.file, bundle.deployment);
  await write(MANIFEST_FILE, manifest);
  for (const sub of new Set(bundleFiles(manifest).map((file) => dirname(join(folder, file)))))
    await flushFolder(sub);
}

/** Synchronous, so that no signal handler runs between the two renames. */
function replaceFolder(from: string, to: string): void {
  const occupied = statSync(to, { throwIfNoEntry: false }) !== undefined && readdirSync(to).length > 0;
  if (!occupied) {
    renameSync(from, to);
    return;
  }
  const old = unfinishedPath(to);
  renameSync(to, old);
  try {
    renameSync(from, to);
  } catch (error) {
    renameSync(old, to);
    throw error;
  }
  rmSync(old, { recursive: true, force: true });
}

const flushingWriter: BundleFileWriter = {
  async writeFile(path, content) {
    const handle = await open(path, "wx", 0o644);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** @returns Removes the handlers. */
function removeOnExit(folder: string): () => void {
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const onSignal = (signal: NodeJS.Signals) => {
    remove();
    stop();
    // Ends the process as the signal would have, unless there are other handlers.
    process.kill(process.pid, signal);
  };
  const stop = () => {
    process.off("exit", remove);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
  process.on("exit", remove);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return stop;
}
