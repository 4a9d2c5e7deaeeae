/**
 * Writes the files of a report, each atomically.
 * @module
 */
import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { BadInputError } from "../errors.ts";
import { makeFolder } from "../make-folder.ts";
import { dropUnfinished, placeFinished, unfinishedPath } from "../unfinished.ts";

/** The file system returned an error. */
export class ReportWriteError extends BadInputError {
  readonly code = "REPORT_WRITE_FAILED";
  readonly folder: string;
  constructor(folder: string, cause: unknown) {
    super(
      `The report could not be written to ${folder}: ${cause instanceof Error ? cause.message : cause}.`,
      { cause, hints: ["Check space and permissions of the folder, or give another one with --out."] },
    );
    this.folder = folder;
  }
}

/**
 * @param files  Contents by name. Existing files are replaced.
 * @returns Paths of the files.
 * @throws ReportWriteError
 */
export async function writeReport(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<string[]> {
  const target = resolve(folder);
  const partial = new Map<string, string>();
  try {
    makeFolder(target);
    for (const [name, content] of Object.entries(files)) {
      const path = unfinishedPath(join(target, name));
      partial.set(path, join(target, name));
      await writeFile(path, content, { flag: "wx" });
    }
    for (const [from, to] of partial) await placeFinished(from, to);
    return [...partial.values()];
  } catch (cause) {
    for (const path of partial.keys()) await dropUnfinished(path);
    throw new ReportWriteError(folder, cause);
  }
}
