/**
 * The work folder of `prove`, next to its target: one file for each finished page while others are being proved.
 *
 *   run.json                    the beacon block that this run proves
 *   page-0001-<16 hex>.json     a page: key, public signals, proof; the digits are a hash of key and signals
 *
 * A file name identifies what is proved, so that a page of another plan or key is never used. The files are not
 * trusted: `provePages` verifies them.
 * @module
 */
import { createHash } from "node:crypto";
import { readdir, rm, rmdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { PageKeys } from "../keys/load-keys.ts";
import { makeFolder } from "../make-folder.ts";
import type { PagePlan, PlannedPage } from "../plan/plan-pages.ts";
import { toPublicSignals } from "../plan/public-inputs.ts";
import { readRegular } from "../read-regular.ts";
import { UNFINISHED } from "../unfinished.ts";
import { PageFolderError, StoredPageError, UnfinishedPagesError } from "./errors.ts";
import type { PageStore } from "./page-store.ts";
import { writeFileWhole } from "./write-file-whole.ts";

const RUN_FILE = "run.json";
const PAGE_FILE = /^page-[0-9]{4,}-[0-9a-f]{16}\.json$/;

/** The block of the pages: what `--slot finalized` resolved to when the run began. */
export interface RunBlock {
  readonly slot: number;
  readonly blockRoot: string;
}

const runSchema = z.object({ slot: z.int().nonnegative(), blockRoot: z.string() });
const pageSchema = z.object({ key: z.string(), publicSignals: z.unknown(), proof: z.unknown() });

export interface PageFolder extends PageStore {
  readonly path: string;
  /** Files of pages that are not in this plan and key. */
  readonly foreign: readonly string[];
  /** Removes the folder once the bundle is written; foreign files stay. */
  remove(): Promise<void>;
}

/** @param out  target of `prove`. */
export function pageFolderOf(out: string): string {
  return `${resolve(out)}.partial`;
}

/**
 * Called before the long part of the work.
 * @returns the block of the interrupted run, if any.
 * @throws UnfinishedPagesError if it has pages and `resume` is false.
 * @throws PageFolderError if it cannot be read.
 */
export async function findLeftRun(
  path: string,
  { resume }: { readonly resume: boolean },
): Promise<RunBlock | undefined> {
  const pages = (await filesOf(path)).filter((name) => PAGE_FILE.test(name));
  if (!resume && pages.length > 0) throw new UnfinishedPagesError(path, pages.length);
  if (!resume) return undefined;
  try {
    return runSchema.parse(JSON.parse((await readRegular(join(path, RUN_FILE))).toString("utf8")));
  } catch {
    // Missing or damaged: the options determine the block, and pages are checked individually.
    return undefined;
  }
}

/** @throws PageFolderError if it cannot be created or read. */
export async function openPageFolder(
  path: string,
  plan: PagePlan,
  keys: Pick<PageKeys, "id">,
  run: RunBlock,
): Promise<PageFolder> {
  const nameOf = (page: PlannedPage) => pageFile(page, keys.id);
  const expected = new Set(plan.pages.map(nameOf));
  const found = await filesOf(path);
  const write = (name: string, content: unknown) =>
    inFolder(path, async () => {
      makeFolder(path);
      await writeFileWhole(join(path, name), `${JSON.stringify(content, null, 2)}\n`);
    });
  await write(RUN_FILE, { slot: run.slot, blockRoot: run.blockRoot });
  return {
    path,
    foreign: found.filter((name) => PAGE_FILE.test(name) && !expected.has(name)),
    read: (page) => readPage(join(path, nameOf(page)), keys.id),
    write: ({ page, publicSignals, proof }) => write(nameOf(page), { key: keys.id, publicSignals, proof }),
    remove: () =>
      inFolder(path, async () => {
        const ours = (await filesOf(path)).filter(isOurs);
        for (const name of ours) await rm(join(path, name), { force: true });
        await rmdir(path).catch(ignore("ENOTEMPTY", "ENOENT"));
      }),
  };
}

function pageFile(page: PlannedPage, keyId: string): string {
  const content = JSON.stringify([keyId, ...toPublicSignals(page.publicInputs)]);
  const digest = createHash("sha256").update(content).digest("hex").slice(0, 16);
  return `page-${String(page.number + 1).padStart(4, "0")}-${digest}.json`;
}

async function readPage(path: string, keyId: string): Promise<unknown> {
  let text: string;
  try {
    text = (await readRegular(path)).toString("utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new StoredPageError(path, (error as Error).message, error);
  }
  let content: z.infer<typeof pageSchema>;
  try {
    content = pageSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new StoredPageError(path, "it is damaged", cause);
  }
  if (content.key !== keyId) throw new StoredPageError(path, `it was proved with the key ${content.key}`);
  return { publicSignals: content.publicSignals, proof: content.proof };
}

const isOurs = (name: string) => name === RUN_FILE || PAGE_FILE.test(name) || UNFINISHED.test(name);

async function filesOf(path: string): Promise<string[]> {
  return await inFolder(path, async () => (await readdir(path).catch(ignore("ENOENT"))) ?? []);
}

async function inFolder<T>(path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw cause instanceof PageFolderError ? cause : new PageFolderError(path, cause);
  }
}

const ignore =
  (...codes: string[]) =>
  (error: NodeJS.ErrnoException): undefined => {
    if (!codes.includes(error.code ?? "")) throw error;
  };
