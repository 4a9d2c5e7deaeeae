/**
 * Sets the hasher of persistent-merkle-tree once per process: the default is ten times slower, and a mainnet state has
 * millions of nodes. hashtree is native and exists for common platforms only; as-sha256 is WASM.
 * @module
 */
import { setHasher } from "@chainsafe/persistent-merkle-tree";

export type FastHasher = "hashtree" | "as-sha256";

let chosen: Promise<FastHasher> | undefined;

export function useFastHasher(): Promise<FastHasher> {
  chosen ??= choose();
  return chosen;
}

async function choose(): Promise<FastHasher> {
  try {
    setHasher((await import("@chainsafe/persistent-merkle-tree/hasher/hashtree")).hasher);
    return "hashtree";
  } catch {
    // No binary for this platform: the same hashes take twice the time.
    setHasher((await import("@chainsafe/persistent-merkle-tree/hasher/as-sha256")).hasher);
    return "as-sha256";
  }
}
