/**
 * Counts the hash slots of a page exactly while validators are added: the inner nodes of the union of the paths from
 * the chunks up to the deepest node above all of them. A chunk adds the nodes of its path below the level where it
 * meets the path of the nearest existing chunk, so no set of nodes has to be built.
 *
 *            o   new deepest link, if the chunk lies outside of the old one
 *           / \
 *          o   o   the old link is raised, the new path comes down
 *         / \   \
 *        a   b   c
 * @module
 */
import type { PageShape } from "./page-shape.ts";
import { shiftRight } from "./page-shape.ts";

const LOW_BITS = 32;

export class GrowingShape {
  /** Apart from each other. */
  private readonly chunks: number[] = [];
  private depth = 0;
  private slotCount = 0;

  /** Hash slots in use under the deepest link; 0 while nothing is claimed. */
  get slots(): number {
    return this.slotCount;
  }

  /** @param chunk  undefined for a validator that claims nothing. */
  add(chunk: number | undefined): void {
    if (chunk === undefined) return;
    if (this.chunks.length === 0) {
      // A single chunk is under its parent: a link node is always a hash.
      this.chunks.push(chunk);
      this.depth = 1;
      this.slotCount = 1;
      return;
    }
    let meeting = Number.POSITIVE_INFINITY;
    for (const other of this.chunks) {
      meeting = Math.min(meeting, meetingLevel(chunk, other));
      if (meeting === 0) return;
    }
    this.chunks.push(chunk);
    this.slotCount += meeting - 1;
    if (meeting > this.depth) {
      this.slotCount += meeting - this.depth;
      this.depth = meeting;
    }
  }

  /**
   * The page under the highest node that its free slots reach: each level up uses one slot and saves one hash and 32
   * bytes of calldata on chain.
   * @param top  levels from the top of the list down to the chunks; a link is never above the top.
   */
  raised(maxSlots: number, top: number): PageShape {
    const first = this.chunks[0];
    // A page of validators that do not exist yet claims nothing: any node can be its link, and the top costs nothing.
    if (first === undefined) return { link: { depth: top, firstChunk: 0 }, slots: 0 };
    const depth = Math.min(top, this.depth + maxSlots - this.slotCount);
    return {
      link: { depth, firstChunk: shiftRight(first, depth) * 2 ** depth },
      slots: this.slotCount + depth - this.depth,
    };
  }
}

/** Levels above the chunks at which their paths meet; 0 for the same chunk. */
function meetingLevel(a: number, b: number): number {
  const high = shiftRight(a, LOW_BITS) ^ shiftRight(b, LOW_BITS);
  // The operator takes the low 32 bits.
  return high === 0 ? LOW_BITS - Math.clz32(a ^ b) : 2 * LOW_BITS - Math.clz32(high);
}
