/**
 * Checks the top of a list under a state root, as the contract's ListTree does: a branch from the top that contains the
 * length of the list next to its data root.
 * @module
 */
import type { Hex } from "../hex.ts";
import type { StateLayout } from "../state/layout.ts";
import { type ListName, listPlace, listTopGindex, topDepth } from "../state/list-tree.ts";
import { uint64Chunk, verifyBranch } from "../state/ssz-branch.ts";

/** @returns The fault as text; undefined if there is none. */
export function listTopFault(
  layout: StateLayout,
  list: ListName,
  { node, length, branch }: { readonly node: Hex; readonly length: number; readonly branch: readonly Hex[] },
  stateRoot: Hex,
): string | undefined {
  const { depth } = listPlace(layout, list);
  const levels = topDepth(list, length);
  if (levels > depth) return `the list ${list} cannot have ${length} entries`;
  // The right sibling of the list's data root is its length (SSZ, mix_in_length).
  const lengthSibling = branch[depth - levels];
  if (lengthSibling !== uint64Chunk(length)) {
    return `it claims ${length} entries, but its branch has the length ${lengthSibling}`;
  }
  const gindex = listTopGindex(layout, list, length);
  if (!verifyBranch({ leaf: node, branch, gindex, root: stateRoot })) {
    return `the branch of top ${node} does not hash to ${stateRoot}`;
  }
  return undefined;
}
