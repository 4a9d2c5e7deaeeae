/**
 * A resumed run proves the block it started with: `finalized` and `head` have moved since.
 * @module
 */

import type { StateSource } from "../cli/options/prove-sources.ts";
import type { RunBlock } from "../prove/page-folder.ts";

export function slotOfLeftRun(
  source: StateSource,
  leftRun: RunBlock | undefined,
  say: (text: string) => void,
): StateSource {
  if (leftRun === undefined || source.kind !== "beacon" || typeof source.slot !== "string") return source;
  say(`slot ${leftRun.slot}, which was ${source.slot} when this run began`);
  return { ...source, slot: leftRun.slot };
}
