/**
 * The balances of one page in a form that can be checked without the circuit: the chunks that the page claims, and the
 * siblings from them to its link node.
 * @module
 */
import type { Hex } from "../hex.ts";
import { type LinkPosition, linkGindex } from "../state/link-position.ts";
import { windowOfLeaf } from "../state/list-shape.ts";
import { listWindows, windowGindex } from "../state/list-tree.ts";
import { concatGindices, rootAt } from "../state/state-node.ts";
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
  const window = windowOfLeaf(listWindows(state.layout, "balances", state.listLength), firstChunk);
  const linkNode = concatGindices(
    windowGindex(state.layout, "balances", window),
    linkGindex({ depth, firstChunk }, window),
  );
  // Below the link node, not in the list: of the first chunk of a progressive list the sibling is no chunk.
  const nodeAt = (level: number, position: number): Hex =>
    rootAt(state, concatGindices(linkNode, 2n ** BigInt(depth - level) + BigInt(position)));
  const chunks = neededChunks(validators.filter(({ exists }) => exists));
  const places = multiproofPlaces(
    depth,
    chunks.map((chunk) => chunk - firstChunk),
  );
  return {
    chunks: chunks.map((chunk) => nodeAt(0, chunk - firstChunk)),
    siblings: places.map(({ level, position }) => nodeAt(level, position)),
  };
}
