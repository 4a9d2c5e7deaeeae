/**
 * Files and whole folders that were dropped on the page.
 * @module
 */
import type { PickedFile } from "./picked-files.ts";

/** Reads the entries synchronously: they are gone after the event. */
export function droppedFiles({ items, files }: DataTransfer): Promise<PickedFile[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry != null);
  if (entries.length === 0)
    return Promise.resolve([...files].map((content) => ({ path: content.name, content })));
  return Promise.all(entries.map((entry) => filesOf(entry, ""))).then((lists) => lists.flat());
}

async function filesOf(entry: FileSystemEntry, above: string): Promise<PickedFile[]> {
  const path = above + entry.name;
  if (entry.isFile) {
    const content = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    return [{ path, content }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: PickedFile[] = [];
  for (;;) {
    // At most 100 entries per call; none at the end.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (entries.length === 0) return files;
    for (const below of entries) files.push(...(await filesOf(below, `${path}/`)));
  }
}
