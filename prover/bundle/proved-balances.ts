/**
 * The balance of each validator of a bundle, read from the chunks of its page. The chunks are not checked here;
 * `verifyBundle` does that. Pure; browsers run it too.
 * @module
 */
import { fromPublicSignals } from "../plan/public-inputs.ts";
import { chunkOf } from "../state/chunk-of.ts";
import { BALANCES_PER_CHUNK } from "../units.ts";
import type { Bundle, BundlePage } from "./schema.ts";

export interface ProvedValidator {
  readonly index: number;
  readonly principalGwei: bigint;
  /** Null if it does not exist yet at this block, which counts as 0. */
  readonly balanceGwei: bigint | null;
}

type BundleLists = Pick<Bundle, "manifest" | "registry">;

/** The validators of a page, in registry order. @throws RangeError if the number of chunks is wrong. */
export function pageValidators({ manifest, registry }: BundleLists, page: BundlePage): ProvedValidator[] {
  const { countIn, countOut } = fromPublicSignals(page.publicSignals);
  const validators = registry.slice(Number(countIn), Number(countOut)).map(({ index, principalGwei }) => ({
    index: Number(index),
    principalGwei: BigInt(principalGwei),
    exists: Number(index) < manifest.listLength,
  }));
  const needed = neededChunks(validators.filter(({ exists }) => exists));
  const { chunks } = page.balances;
  if (chunks.length !== needed.length) {
    throw new RangeError(
      `it has ${chunks.length} chunks of balances, but its validators need ${needed.length}`,
    );
  }
  const found = new Map(needed.map((chunk, i) => [chunk, chunks[i]!]));
  return validators.map(({ index, principalGwei, exists }) => ({
    index,
    principalGwei,
    balanceGwei: exists ? balanceInChunk(found.get(chunkOf(index))!, index % BALANCES_PER_CHUNK) : null,
  }));
}

/** The chunks that hold the balances of these validators, without duplicates, in rising order. */
export function neededChunks(existing: readonly { readonly index: number }[]): number[] {
  return [...new Set(existing.map(({ index }) => chunkOf(index)))].sort((a, b) => a - b);
}

/** @param chunk  0x and 64 hex digits: four little-endian uint64. */
export function balanceInChunk(chunk: string, place: number): bigint {
  const digits = chunk.slice(2 + 16 * place, 2 + 16 * (place + 1));
  const bigEndian = digits.match(/../g)!.reverse().join("");
  return BigInt(`0x${bigEndian}`);
}
