/**
 * The balances of one page in a form that can be checked without the circuit: the chunks that the page claims, and the
 * siblings from them to its link node.
 * @module
 */
import type { Hex } from "../hex.ts";
import type { LinkPosition } from "../state/link-position.ts";
import { listNodeGindex } from "../state/list-tree.ts";
import { rootAt } from "../state/state-node.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { multiproofPlaces } from "./chunk-multiproof.ts";
import { neededChunks } from "./proved-balances.ts";
import type { BundlePage } from "./schema.ts";

/** A `PlannedPage` fits. */
export interface PageOfValidators {
  readonly link: LinkPosition;
  readonly validators: readonly { readonly index: number; readonly exists: boolean }[];
}

export function pageBalances(
  state: VerifiedState,
  { link, validators }: PageOfValidators,
): BundlePage["balances"] {
  const { depth, firstChunk } = link;
  const nodeAt = (level: number, chunk: number): Hex =>
    rootAt(state, listNodeGindex(state.layout, "balances", level, chunk));
  const chunks = neededChunks(validators.filter(({ exists }) => exists));
  const places = multiproofPlaces(
    depth,
    chunks.map((chunk) => chunk - firstChunk),
  );
  return {
    chunks: chunks.map((chunk) => nodeAt(0, chunk)),
    siblings: places.map(({ level, position }) => nodeAt(level, firstChunk + position * 2 ** level)),
  };
}
