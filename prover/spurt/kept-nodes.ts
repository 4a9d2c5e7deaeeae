/**
 * Trie nodes in a file, one a line, added as they come: what an interrupted run has fetched is not fetched again. A node is known
 * by its hash, so nodes of another block, or half of a line, do no harm.
 * @module
 */
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { access, mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { TrieNodes } from "../chain/execution/trie-nodes.ts";
import type { Hex } from "../hex.ts";

export interface KeptNodes {
  readonly nodes: TrieNodes;
  keep(added: readonly Hex[]): void;
  /** Waits until all is written. */
  flush(): Promise<void>;
  remove(): Promise<void>;
}

const NODE = /^0x([0-9a-f]{2})+$/;

export async function openKeptNodes(path: string): Promise<KeptNodes> {
  await mkdir(dirname(path), { recursive: true });
  const nodes = new TrieNodes(await readNodes(path));
  const file = createWriteStream(path, { flags: "a" });
  // What ends in the middle of a line ends it.
  file.write("\n");
  return {
    nodes,
    keep: (added) => void file.write(`${added.join("\n")}\n`),
    async flush() {
      if (file.closed) return;
      file.end();
      await once(file, "close");
    },
    remove: () => rm(path, { force: true }),
  };
}

async function readNodes(path: string): Promise<Hex[]> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (!isThere) return [];
  const nodes: Hex[] = [];
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (NODE.test(line)) nodes.push(line as Hex);
  }
  return nodes;
}
