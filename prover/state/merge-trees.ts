/**
 * Merges two partial trees: where one has only a root, the other may have the subtree. Both must have been checked
 * against the same root.
 * @module
 */
import { BranchNode, type Node } from "@chainsafe/persistent-merkle-tree";

export function mergeTrees(a: Node, b: Node): Node {
  if (a === b || b.isLeaf()) return a;
  if (a.isLeaf()) return b;
  return new BranchNode(mergeTrees(a.left, b.left), mergeTrees(a.right, b.right));
}

/** Whether the path to the node is in the tree. */
export function hasNode(tree: Node, gindex: bigint): boolean {
  let node = tree;
  for (const bit of gindex.toString(2).slice(1)) {
    if (node.isLeaf()) return false;
    node = bit === "0" ? node.left : node.right;
  }
  return true;
}
