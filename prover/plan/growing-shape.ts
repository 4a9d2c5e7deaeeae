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
import { type ListWindow, windowOfLeaf } from "../state/list-shape.ts";
import type { PageShape } from "./page-shape.ts";
import { shiftRight } from "./page-shape.ts";

const LOW_BITS = 32;

export class GrowingShape {
  private readonly windows: readonly ListWindow[];
  /** That of all of the page's chunks; undefined while nothing is claimed. */
  private window: ListWindow | undefined;
  /** In their window, apart from each other. */
  private readonly positions: number[] = [];
  private depth = 0;
  private slotCount = 0;

  /** @param windows  of the balances list: no page reaches from one into another. */
  constructor(windows: readonly ListWindow[]) {
    this.windows = windows;
  }

  /** Hash slots in use under the deepest link; 0 while nothing is claimed. */
  get slots(): number {
    return this.slotCount;
  }

  /**
   * @param chunk  undefined for a validator that claims nothing.
   * @returns false where the chunk lies in another window than the page's: it was not added.
   */
  add(chunk: number | undefined): boolean {
    if (chunk === undefined) return true;
    const window = windowOfLeaf(this.windows, chunk);
    const position = chunk - window.firstLeaf;
    if (this.window === undefined) {
      // A single chunk is under its parent: a link node is always a hash.
      this.window = window;
      this.positions.push(position);
      this.depth = 1;
      this.slotCount = 1;
      return true;
    }
    if (window !== this.window) return false;
    let meeting = Number.POSITIVE_INFINITY;
    for (const other of this.positions) {
      meeting = Math.min(meeting, meetingLevel(position, other));
      if (meeting === 0) return true;
    }
    this.positions.push(position);
    this.slotCount += meeting - 1;
    if (meeting > this.depth) {
      this.slotCount += meeting - this.depth;
      this.depth = meeting;
    }
    return true;
  }

  /**
   * The page under the highest node of its window that its free slots reach: each level up uses one slot and saves one
   * hash and 32 bytes of calldata on chain.
   */
  raised(maxSlots: number): PageShape {
    if (this.window === undefined) {
      // A page of validators that do not exist yet claims nothing: any node can be its link, and the first top costs nothing.
      const { depth, firstLeaf } = this.windows[0]!;
      return { link: { depth, firstChunk: firstLeaf }, slots: 0, branchLevels: 0 };
    }
    const { depth: top, firstLeaf } = this.window;
    const depth = Math.min(top, this.depth + maxSlots - this.slotCount);
    return {
      link: { depth, firstChunk: firstLeaf + shiftRight(this.positions[0]!, depth) * 2 ** depth },
      slots: this.slotCount + depth - this.depth,
      branchLevels: top - depth,
    };
  }
}

/** Levels above the chunks at which their paths meet; 0 for the same chunk. */
function meetingLevel(a: number, b: number): number {
  const high = shiftRight(a, LOW_BITS) ^ shiftRight(b, LOW_BITS);
  // The operator takes the low 32 bits.
  return high === 0 ? LOW_BITS - Math.clz32(a ^ b) : 2 * LOW_BITS - Math.clz32(high);
}
