/**
 * Where a run of pages can end: a registry keeps its chain at some numbers of entries, and a run ends at one of them.
 * @module
 */
import type { Address } from "viem";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { readIsKept } from "../chain/views/read-pairs.ts";
import { RunNotKeptError } from "./page-errors.ts";

/**
 * The last page border up to `end` at which a run from `from` can end.
 * @param borders  validators before each page, and after the last: `pageBorders`.
 * @throws RunNotKeptError, and the errors of reading.
 */
export async function keptEnd(
  chain: ChainClient,
  registry: Address,
  borders: readonly bigint[],
  from: number,
  end: number,
): Promise<number> {
  for (let last = end; last > from; last--) {
    if (await readIsKept(chain, registry, borders[last]!)) return last;
  }
  throw new RunNotKeptError(from + 1, end);
}
