/**
 * Proves several chunks under one node with every sibling once, instead of a branch for each.
 *
 *   order    consensus-specs, ssz/merkle-proofs.md (Merkle multiproofs): the siblings that are needed and cannot be
 *            computed, by falling generalized index: the chunks' level first, from right to left, the link node's children last
 *   chunk    32 bytes, `position` chunks after the first one below the node
 *   node     `depth` levels above its chunks
 *
 * Runs anywhere: it has no imports, and the caller provides SHA-256 over 64 bytes.
 * @module
 */

export interface NodePlace {
  /** Above the chunks: 0 for a chunk. */
  readonly level: number;
  /** From the left, among the nodes of that level below the node. */
  readonly position: number;
}

/**
 * The siblings in a proof of these chunks, in order.
 * @param positions  Each below 2^depth, in any order.
 */
export function multiproofPlaces(depth: number, positions: readonly number[]): NodePlace[] {
  const places: NodePlace[] = [];
  let known = new Set(positions);
  for (let level = 0; level < depth; level++) {
    for (const position of descending(known)) {
      if (!known.has(siblingOf(position))) places.push({ level, position: siblingOf(position) });
    }
    known = new Set([...known].map(parentOf));
  }
  return places;
}

/**
 * The node that chunks and siblings hash to.
 * @param chunks    By position.
 * @param siblings  In the order of `multiproofPlaces`.
 * @returns undefined if there are no chunks, a position is past 2^depth, or the number of siblings is wrong.
 */
export function multiproofRoot(
  depth: number,
  chunks: ReadonlyMap<number, Uint8Array>,
  siblings: readonly Uint8Array[],
  hashPair: (left: Uint8Array, right: Uint8Array) => Uint8Array,
): Uint8Array | undefined {
  let known = new Map(chunks);
  let used = 0;
  for (let level = 0; level < depth; level++) {
    const above = new Map<number, Uint8Array>();
    for (const position of descending(known.keys())) {
      if (above.has(parentOf(position))) continue;
      const node = known.get(position)!;
      const sibling = known.get(siblingOf(position)) ?? siblings[used++];
      if (sibling === undefined) return undefined;
      const isLeft = position % 2 === 0;
      above.set(parentOf(position), isLeft ? hashPair(node, sibling) : hashPair(sibling, node));
    }
    known = above;
  }
  return used === siblings.length && known.size === 1 ? known.get(0) : undefined;
}

function descending(positions: Iterable<number>): number[] {
  return [...positions].sort((a, b) => b - a);
}

/** JavaScript's bit operators are limited to 32 bits, and positions reach 2^38. */
function siblingOf(position: number): number {
  return position % 2 === 0 ? position + 1 : position - 1;
}

function parentOf(position: number): number {
  return Math.floor(position / 2);
}
