/**
 * The second child of a progressive container's root: which of its fields are there (EIP-7495, `mix_in_active_fields`).
 * @module
 */
import type { BitArray } from "@chainsafe/ssz";

const CHUNK_BYTES = 32;

/** A bit a field, the lowest first, in one chunk. */
export function activeFieldsChunk(activeFields: BitArray): Uint8Array {
  const chunk = new Uint8Array(CHUNK_BYTES);
  chunk.set(activeFields.uint8Array);
  return chunk;
}
