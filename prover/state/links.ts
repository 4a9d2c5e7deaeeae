/**
 * Link nodes and their branches, out of a state tree: link-position.ts says where they lie.
 * @module
 */
import type { Hex } from "../hex.ts";
import { type LinkPosition, linkGindex } from "./link-position.ts";
import { windowOfLeaf } from "./list-shape.ts";
import { listWindows, windowGindex } from "./list-tree.ts";
import { nodeBelow } from "./state-node.ts";
import type { VerifiedState } from "./verified-state.ts";

export interface LinkBranch {
  readonly node: Hex;
  /** Bottom-up from the link node to the node of its window. */
  readonly branch: readonly Hex[];
}

/** @throws RangeError when the top does not cover such a node. */
export function linkBranch(state: VerifiedState, link: LinkPosition): LinkBranch {
  const window = windowOfLeaf(listWindows(state.layout, "balances", state.listLength), link.firstChunk);
  return nodeBelow(state, windowGindex(state.layout, "balances", window), linkGindex(link, window));
}
