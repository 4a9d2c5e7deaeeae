/**
 * A list in a state, of fixed depth or progressive, and what is true of it. Roots are those of @chainsafe/ssz; the windows are
 * filled here, leaf by leaf, from what the list was made of.
 *
 * Source of the windows: EIP-7916 (levels of 1, 4, 16, ... leaves), and ListTree.sol for which of their nodes can be named.
 * @module
 */
import { LeafNode, type Node, subtreeFillToContents, Tree } from "@chainsafe/persistent-merkle-tree";
import {
  ContainerType,
  ListBasicType,
  ListCompositeType,
  ProgressiveListBasicType,
  ProgressiveListCompositeType,
} from "@chainsafe/ssz";
import type { Draw } from "./draw.ts";
import { Entry, root, uint64 } from "./entry-type.ts";
import type { AskedElement, AskedLink, ListShapeArgument, ListTopArgument } from "./readers.ts";

const BALANCES_PER_LEAF = 4;
const BALANCES_DEPTH = 38;
const ENTRIES_DEPTH = 27;
const fields = { slot: uint64, parent: root };
const Bounded = new ContainerType({
  ...fields,
  balances: new ListBasicType(uint64, BALANCES_PER_LEAF * 2 ** BALANCES_DEPTH),
  entries: new ListCompositeType(Entry, 2 ** ENTRIES_DEPTH),
  last: root,
});
const Progressive = new ContainerType({
  ...fields,
  balances: new ProgressiveListBasicType(uint64),
  entries: new ProgressiveListCompositeType(Entry),
  last: root,
});
/** Around the ends of levels and of powers of two, in leaves. */
const LEAVES = [0, 1, 2, 3, 4, 5, 6, 8, 9, 16, 17, 20, 21, 22, 33, 84, 85, 86];

interface Window {
  readonly tree: Tree;
  readonly firstLeaf: number;
  readonly depth: number;
  readonly span: number;
}

export interface DrawnList {
  readonly kind: "balances" | "entries";
  readonly length: number;
  readonly shape: ListShapeArgument;
  readonly stateRoot: Uint8Array;
  /** Of an empty list it is that of one leaf, which does not hold. */
  readonly top: ListTopArgument;
  readonly windows: readonly Window[];
  /** A node of the state with its branch. @param levels  above the top's node. */
  aboveTop(levels: number): Pick<ListTopArgument, "node" | "branch">;
  /** Undefined where the list has no node that can be named so. */
  linkAt(depth: bigint, first: bigint): (AskedLink & { readonly span: bigint }) | undefined;
  /** In a list of entries. */
  elementAt(position: bigint, gindex: bigint): AskedElement | undefined;
  /** In a list of balances. */
  balanceAt(index: bigint): (AskedElement & { readonly balanceGwei: bigint }) | undefined;
}

export function drawList(draw: Draw): DrawnList {
  const kind = draw.pick(["balances", "entries"] as const);
  const progressive = draw.below(2) === 0;
  const perLeaf = kind === "balances" ? BALANCES_PER_LEAF : 1;
  const leafCount = draw.pick(LEAVES);
  const length = Math.max(0, leafCount * perLeaf - draw.below(perLeaf));
  const drawn = drawEntries(draw, kind, length);
  const type = progressive ? Progressive : Bounded;
  const state = type.toViewDU({
    slot: draw.below(2 ** 31),
    parent: draw.bytes(32),
    balances: kind === "balances" ? drawn.balancesGwei : [draw.below(2 ** 31)],
    entries: kind === "entries" ? drawn.entries : [],
    last: draw.bytes(32),
  });
  state.commit();
  const tree = new Tree(state.node);
  const gindex = type.getPathInfo([kind]).gindex;
  const limitDepth = progressive ? 0 : kind === "balances" ? BALANCES_DEPTH : ENTRIES_DEPTH;
  const windows = progressive ? levels(drawn.leaves, tree, 2n * gindex) : [perfect(drawn.leaves)];
  const topGindex = progressive ? 2n * gindex : (2n * gindex) << BigInt(limitDepth - windows[0]!.depth);
  const levelRoots = windows.map(({ tree: { rootNode } }, k) => (k === 0 ? rootNode.left : rootNode).root);
  const aboveTop = (height: number) => {
    const node = topGindex >> BigInt(height);
    return { node: tree.getRoot(node), branch: tree.getSingleProof(node) };
  };
  const top: ListTopArgument = {
    ...aboveTop(0),
    length: BigInt(length),
    levels: progressive ? levelRoots : [],
  };
  const windowOf = (leaf: bigint) =>
    windows.find(({ firstLeaf, span }) => leaf >= BigInt(firstLeaf) && leaf < BigInt(firstLeaf + span));
  const inWindow = ({ tree: below, depth, firstLeaf }: Window, height: number, leaf: bigint) => {
    const node = (1n << BigInt(depth - height)) | ((leaf - BigInt(firstLeaf)) >> BigInt(height));
    return { node: below.getRoot(node), branch: node === 1n ? [] : below.getSingleProof(node) };
  };
  return {
    kind,
    length,
    shape: { gindex, limitDepth: BigInt(limitDepth), entriesPerLeaf: BigInt(perLeaf), progressive },
    stateRoot: tree.root,
    top,
    windows,
    aboveTop,
    linkAt(depth, first) {
      const window = windowOf(first);
      if (window === undefined || depth < 1n || depth > BigInt(window.depth)) return undefined;
      if ((first - BigInt(window.firstLeaf)) % (1n << depth) !== 0n) return undefined;
      const span = Math.min(2 ** Number(depth), window.span);
      return { depth, first, ...inWindow(window, Number(depth), first), span: BigInt(span) };
    },
    elementAt(position, nodeGindex) {
      if (position >= BigInt(length)) return undefined;
      const below = new Tree(Entry.toViewDU(drawn.entries[Number(position)]!).node);
      const { branch } = inWindow(windowOf(position)!, 0, position);
      try {
        const node = below.getRoot(nodeGindex);
        const within = nodeGindex === 1n ? [] : below.getSingleProof(nodeGindex);
        return { position, gindex: nodeGindex, node, branch: [...within, ...branch] };
      } catch {
        return undefined;
      }
    },
    balanceAt(index) {
      if (index >= BigInt(length)) return undefined;
      const leaf = index / BigInt(BALANCES_PER_LEAF);
      const balanceGwei = BigInt(drawn.balancesGwei[Number(index)]!);
      return { position: index, gindex: 1n, ...inWindow(windowOf(leaf)!, 0, leaf), balanceGwei };
    },
  };
}

function drawEntries(draw: Draw, kind: DrawnList["kind"], length: number) {
  const number = () => draw.below(2 ** 31);
  if (kind === "balances") {
    const balancesGwei = Array.from({ length }, number);
    const leaves = Array.from({ length: Math.ceil(length / BALANCES_PER_LEAF) }, (_, i) => {
      const leaf = Buffer.alloc(32);
      balancesGwei
        .slice(BALANCES_PER_LEAF * i, BALANCES_PER_LEAF * (i + 1))
        .forEach((balance, lane) => void leaf.writeBigUInt64LE(BigInt(balance), 8 * lane));
      return LeafNode.fromRoot(leaf);
    });
    return { balancesGwei, entries: [], leaves };
  }
  const entries = Array.from({ length }, () => ({
    key: draw.bytes(32),
    credentials: draw.bytes(32),
    amount: number(),
    signature: draw.bytes(32),
    slot: number(),
  }));
  const leaves = entries.map((entry) => LeafNode.fromRoot(Entry.hashTreeRoot(entry)));
  return { balancesGwei: [], entries, leaves };
}

/** The lowest subtree over all leaves, of one level at least. */
function perfect(leaves: Node[]): Window {
  let depth = 1;
  while (2 ** depth < leaves.length) depth++;
  return { tree: new Tree(subtreeFillToContents(leaves, depth)), firstLeaf: 0, depth, span: 2 ** depth };
}

/** Below the first window, the data root, the only leaf that can be named is its left child. */
function levels(leaves: readonly Node[], state: Tree, dataRoot: bigint): Window[] {
  if (leaves.length === 0) return [];
  const windows: Window[] = [{ tree: state.getSubtree(dataRoot), firstLeaf: 0, depth: 1, span: 1 }];
  let firstLeaf = 1;
  for (let level = 1; firstLeaf < leaves.length; level++) {
    const span = 4 ** level;
    const own = leaves.slice(firstLeaf, firstLeaf + span);
    windows.push({
      tree: new Tree(subtreeFillToContents(own, 2 * level)),
      firstLeaf,
      depth: 2 * level,
      span,
    });
    firstLeaf += span;
  }
  return windows;
}
