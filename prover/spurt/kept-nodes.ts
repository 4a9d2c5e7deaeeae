/**
 * Trie nodes in a file, one a line, added as they come: what an interrupted run has fetched is not fetched again. A node is known
 * by its hash, so nodes of another block, or half of a line, do no harm.
 * @module
 */
import { createReadStream } from "node:fs";
import { open, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { TrieNodes } from "../chain/execution/trie-nodes.ts";
import type { Hex } from "../hex.ts";
import { makeFolder } from "../make-folder.ts";
import { withoutLink } from "../rename-into.ts";
import { writingTo } from "../writing-to.ts";

export interface KeptNodes {
  readonly nodes: TrieNodes;
  keep(added: readonly Hex[]): void;
  /** Waits until all is written. */
  flush(): Promise<void>;
  /** Once the work is done: where they cannot be removed they stay, and do no harm. */
  remove(): Promise<void>;
}

const NODE = /^0x([0-9a-f]{2})+$/;

/**
 * @param onFailure  Called once where they cannot be kept any longer, e.g. on a full disk: the work goes on without them.
 * @throws OutputNotFileError; OutputWriteError where nothing can be written there at all.
 */
export async function openKeptNodes(path: string, onFailure: (reason: string) => void): Promise<KeptNodes> {
  const file = await writingTo(path, async () => {
    makeFolder(dirname(path));
    await withoutLink(path);
    return open(path, "a+");
  });
  const nodes = new TrieNodes(await readNodes(path));
  let isKept = true;
  // What ends in the middle of a line ends it.
  let writing = append("\n");
  async function append(text: string): Promise<void> {
    try {
      if (isKept) await file.appendFile(text);
    } catch (error) {
      isKept = false;
      onFailure((error as Error).message);
    }
  }
  return {
    nodes,
    keep(added) {
      writing = writing.then(() => append(`${added.join("\n")}\n`));
    },
    async flush() {
      await writing;
      await file.close();
    },
    remove: () => rm(path, { force: true }).catch(() => {}),
  };
}

async function readNodes(path: string): Promise<Hex[]> {
  const nodes: Hex[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (NODE.test(line)) nodes.push(line as Hex);
  }
  return nodes;
}
