/**
 * Who turns the scalars of a key into points: threads with WASM, or the native program where it is built.
 * @module
 */
import type { Group } from "./fixed-base-multiplier.ts";
import type { OpenSection } from "./zkey-writer.ts";

export interface PointMaker {
  /**
   * Fills a section with multiples of the group's generator, affine, in the order of the scalars.
   * @param scalars  plain little-endian, 32 bytes each, below r.
   * @param onPoints  called with the number of points that were added.
   */
  fill(
    section: OpenSection,
    group: Group,
    scalars: Uint8Array,
    onPoints: (count: number) => void,
  ): Promise<void>;
  close(): Promise<void>;
}

/** How many points of each group are wanted in all: it decides how large tables are. */
export type PointCounts = Readonly<Record<Group, number>>;
