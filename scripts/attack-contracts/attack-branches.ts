/**
 * Edited SSZ branches against SSZ.verifyBranch. Trees and true branches are those of @chainsafe/ssz; what is true is the
 * node that a tree has at a generalized index. The contract must take a branch only if its leaf is that node, and must take
 * every true one.
 * @module
 */
import { type Node, Tree } from "@chainsafe/persistent-merkle-tree";
import { ContainerType, ListBasicType, ListCompositeType } from "@chainsafe/ssz";
import { toHex } from "../../prover/hex.ts";
import { type Draw, swapped, withOneMore, withOtherByte, without } from "./draw.ts";
import { Entry, root, uint64 } from "./entry-type.ts";
import type { Readers } from "./readers.ts";
import type { Tally } from "./tally.ts";

/** As states have them: fields, a long list of numbers, a long list of containers. */
const State = new ContainerType({
  slot: uint64,
  parent: root,
  balances: new ListBasicType(uint64, 2 ** 40),
  deposits: new ListCompositeType(Entry, 2 ** 27),
  last: root,
});

const ZERO = new Uint8Array(32);

/** Asks one question for each kind of edit, about some nodes of a tree. */
export async function attackTree(readers: Readers, draw: Draw, tally: Tally, repeats: number): Promise<void> {
  const tree = drawTree(draw);
  const rootBytes = tree.root;
  for (let repeat = 0; repeat < repeats; repeat++) {
    const gindex = drawGindex(tree, draw);
    const leaf = tree.getRoot(gindex);
    const branch = gindex === 1n ? [] : tree.getSingleProof(gindex);
    const otherGindex = drawGindex(tree, draw);
    const siblings = branch.length === 0 ? [ZERO] : branch;
    const bit = 1n << BigInt(draw.below(branch.length + 1));
    const place = draw.below(siblings.length);
    const put = (node: Uint8Array) => siblings.map((sibling, i) => (i === place ? node : sibling));
    const questions: Record<string, Question> = {
      "true branch": { leaf, gindex, branch },
      "a byte of a sibling flipped": { leaf, gindex, branch: put(withOtherByte(siblings[place]!, draw)) },
      "a byte of the leaf flipped": { leaf: withOtherByte(leaf, draw), gindex, branch },
      "a sibling dropped": { leaf, gindex, branch: without(siblings, draw) },
      "a sibling of zeros more": { leaf, gindex, branch: withOneMore(branch, ZERO, draw) },
      "a sibling twice": { leaf, gindex, branch: withOneMore(branch, draw.pick(siblings), draw) },
      "siblings swapped": { leaf, gindex, branch: swapped(branch, draw) },
      "zeros for a sibling": { leaf, gindex, branch: put(ZERO) },
      "a neighbour's index": { leaf, gindex: gindex ^ bit, branch },
      "the parent's index": { leaf, gindex: gindex >> 1n, branch },
      "the parent's index and branch": { leaf, gindex: gindex >> 1n, branch: branch.slice(1) },
      "a child's index": { leaf, gindex: 2n * gindex + BigInt(draw.below(2)), branch },
      "a child's index, one sibling more": {
        leaf,
        gindex: 2n * gindex + BigInt(draw.below(2)),
        branch: [draw.bytes(32), ...branch],
      },
      "another node's index": { leaf, gindex: otherGindex, branch },
      "another node": { leaf: tree.getRoot(otherGindex), gindex, branch },
      "the root as a leaf": { leaf: rootBytes, gindex, branch },
      "index 0": { leaf, gindex: 0n, branch: draw.below(2) === 0 ? branch : [] },
      "index 1": { leaf, gindex: 1n, branch: draw.below(2) === 0 ? branch : [] },
      "an index of 256 bits": { leaf, gindex: gindex | (1n << 255n), branch },
      "a leaf at random": { leaf: draw.bytes(32), gindex, branch },
    };
    for (const [attack, question] of Object.entries(questions)) {
      const answer = await readers.verifyBranch(question.leaf, question.gindex, question.branch, rootBytes);
      const isTrue = isInTree(tree, question);
      const isWrong = answer === null ? attack === "true branch" : !isTrue;
      tally.add(
        `branch: ${attack}`,
        isWrong ? "found" : answer === null ? "refused" : "answered",
        () => `leaf ${toHex(question.leaf)} at ${question.gindex}, branch ${question.branch.map(toHex)}`,
      );
    }
  }
}

interface Question {
  readonly leaf: Uint8Array;
  readonly gindex: bigint;
  readonly branch: readonly Uint8Array[];
}

/** Whether the tree has this node there, by this branch. */
function isInTree(tree: Tree, { leaf, gindex, branch }: Question): boolean {
  try {
    const siblings = gindex === 1n ? [] : tree.getSingleProof(gindex);
    const sameBranch =
      siblings.length === branch.length && siblings.every((sibling, i) => isEqual(sibling, branch[i]!));
    return sameBranch && isEqual(tree.getRoot(gindex), leaf);
  } catch {
    return false;
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function drawTree(draw: Draw): Tree {
  const amount = () => draw.below(2 ** 31);
  const state = State.toViewDU({
    slot: amount(),
    parent: draw.bytes(32),
    balances: Array.from({ length: draw.below(60) }, amount),
    deposits: Array.from({ length: draw.below(6) }, () => ({
      key: draw.bytes(32),
      credentials: draw.bytes(32),
      amount: amount(),
      signature: draw.bytes(32),
      slot: amount(),
    })),
    last: draw.bytes(32),
  });
  state.commit();
  return new Tree(state.node);
}

/** Any node, inner ones and zeros among them, often far down. */
function drawGindex(tree: Tree, draw: Draw): bigint {
  let gindex = 1n;
  let node: Node = tree.rootNode;
  for (let steps = 1 + draw.below(50); steps > 0 && !node.isLeaf(); steps--) {
    // Lists are filled from the left.
    const right = draw.below(5) === 0;
    node = right ? node.right : node.left;
    gindex = 2n * gindex + (right ? 1n : 0n);
  }
  return gindex;
}
