/**
 * Edited tops, link nodes, elements and balances against ListTree, in lists of fixed depth and in progressive ones. The contract
 * must take what the list has at a place, by the one branch to it, and nothing else.
 * @module
 */
import { toHex } from "../../prover/hex.ts";
import { type Draw, swapped, withOneMore, withOtherByte, without } from "./draw.ts";
import { type DrawnList, drawList } from "./draw-list.ts";
import type { AskedElement, AskedLink, ListTopArgument, Readers } from "./readers.ts";
import type { Tally } from "./tally.ts";

const ZERO = new Uint8Array(32);
const LENGTHS = 2n ** 64n;

/** Asks one question for each kind of edit, about some places of a list. */
export async function attackList(readers: Readers, draw: Draw, tally: Tally, repeats: number): Promise<void> {
  const list = drawList(draw);
  for (let repeat = 0; repeat < repeats; repeat++) {
    await attackTop(readers, list, draw, tally);
    if (list.length === 0) continue;
    await attackLink(readers, list, draw, tally);
    await (list.kind === "balances" ? attackBalance : attackElement)(readers, list, draw, tally);
  }
}

async function attackTop(readers: Readers, list: DrawnList, draw: Draw, tally: Tally): Promise<void> {
  const { top, stateRoot } = list;
  const tops: Record<string, ListTopArgument> = {
    "true top": top,
    "another node": { ...top, node: withOtherByte(top.node, draw) },
    "a length more": { ...top, length: top.length + 1n },
    "a length less": { ...top, length: (top.length + LENGTHS - 1n) % LENGTHS },
    "a length at random": { ...top, length: BigInt(draw.below(100)) },
    "a length past the limit": { ...top, length: LENGTHS - 1n - BigInt(draw.below(100)) },
    "no length": { ...top, length: 0n },
    "a byte of a sibling flipped": { ...top, branch: edited(top.branch, draw) },
    "a sibling dropped": { ...top, branch: without(top.branch, draw) },
    "a sibling of zeros more": { ...top, branch: withOneMore(top.branch, ZERO, draw) },
    "siblings swapped": { ...top, branch: swapped(top.branch, draw) },
    "a node above": { ...top, ...list.aboveTop(1 + draw.below(top.branch.length)) },
    "the node without its branch": { ...top, branch: [] },
    "a level flipped": { ...top, levels: edited(top.levels, draw) },
    "a level dropped": { ...top, levels: without(top.levels, draw) },
    "a level of zeros more": { ...top, levels: [...top.levels, ZERO] },
    "a level more": { ...top, levels: withOneMore(top.levels, draw.bytes(32), draw) },
    "levels swapped": { ...top, levels: swapped(top.levels, draw) },
    "levels of a shorter list": { ...top, levels: top.levels.slice(0, -1), length: BigInt(draw.below(21)) },
  };
  for (const [attack, asked] of Object.entries(tops)) {
    // An empty list has no top.
    const isTrue = list.length > 0 && textOf(asked) === textOf(top);
    const answer = await readers.verifyTop(asked, list.shape, stateRoot);
    judge(tally, list, `top: ${attack}`, { isTrue, taken: answer !== null }, asked);
  }
  const otherRoot = await readers.verifyTop(top, list.shape, withOtherByte(stateRoot, draw));
  judge(tally, list, "top: another state root", { isTrue: false, taken: otherRoot !== null }, top);
}

async function attackLink(readers: Readers, list: DrawnList, draw: Draw, tally: Tally): Promise<void> {
  const window = draw.pick(list.windows);
  const depth = 1 + draw.below(window.depth);
  const place = draw.below(2 ** (window.depth - depth));
  const first = BigInt(window.firstLeaf + place * 2 ** depth);
  const right = askedOf(list.linkAt(BigInt(depth), first)!);
  const links: Record<string, AskedLink> = {
    "true link": right,
    "another node": { ...right, node: withOtherByte(right.node, draw) },
    "another depth": { ...right, depth: BigInt(draw.below(window.depth + 3)) },
    "a depth past all": { ...right, depth: 2n ** BigInt(5 + draw.below(250)) + BigInt(depth) },
    "the next leaf": { ...right, first: first + 1n },
    "the next link": { ...right, first: first + 2n ** BigInt(depth) },
    "a leaf at random": { ...right, first: BigInt(draw.below(400)) },
    "a leaf past all": { ...right, first: 2n ** BigInt(6 + draw.below(58)) + first },
    "a sibling flipped": { ...right, branch: edited(right.branch, draw) },
    "a sibling dropped": { ...right, branch: without(right.branch, draw) },
    "a sibling more": { ...right, branch: withOneMore(right.branch, ZERO, draw) },
    "siblings swapped": { ...right, branch: swapped(right.branch, draw) },
    "the window's node": { ...right, node: window.tree.root, branch: [] },
    "another window's leaf": { ...right, first: BigInt(draw.pick(list.windows).firstLeaf) },
    "the right child of the data root": {
      ...right,
      depth: 1n,
      first: 1n,
      node: list.top.node,
      branch: [],
    },
  };
  for (const [attack, asked] of Object.entries(links)) {
    const truth = list.linkAt(asked.depth, asked.first);
    const isTrue = truth !== undefined && textOf(askedOf(truth)) === textOf(asked);
    const span = await readers.verifyLink(asked, list.top, list.shape);
    judge(
      tally,
      list,
      `link: ${attack}`,
      { isTrue, taken: span !== null, isRight: span === truth?.span },
      asked,
    );
  }
}

async function attackElement(readers: Readers, list: DrawnList, draw: Draw, tally: Tally): Promise<void> {
  const position = BigInt(draw.below(list.length));
  const gindex = draw.pick([1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n]);
  const right = list.elementAt(position, gindex)!;
  const elements: Record<string, AskedElement> = {
    "true element": right,
    "another node": { ...right, node: withOtherByte(right.node, draw) },
    "the next position": { ...right, position: position + 1n },
    "a position at random": { ...right, position: BigInt(draw.below(2 * list.length)) },
    "a position past the length": { ...right, position: BigInt(list.length + draw.below(30)) },
    "a position past all": { ...right, position: 2n ** BigInt(7 + draw.below(57)) - 1n },
    "zeros past the length": { position: BigInt(list.length), gindex: 1n, ...leafPastLength(list) },
    "a field's neighbour": { ...right, gindex: gindex ^ 1n },
    "the field's parent": { ...right, gindex: gindex >> 1n },
    "the field's child": { ...right, gindex: 2n * gindex },
    "a field past 256 bits": { ...right, gindex: gindex | (1n << BigInt(200 + draw.below(56))) },
    "a sibling flipped": { ...right, branch: edited(right.branch, draw) },
    "a sibling dropped": { ...right, branch: without(right.branch, draw) },
    "a sibling more": { ...right, branch: withOneMore(right.branch, ZERO, draw) },
    "siblings swapped": { ...right, branch: swapped(right.branch, draw) },
    "another element": { ...right, node: list.elementAt(BigInt(draw.below(list.length)), gindex)!.node },
  };
  for (const [attack, asked] of Object.entries(elements)) {
    const truth = list.elementAt(asked.position, asked.gindex);
    const isTrue = truth !== undefined && textOf(truth) === textOf(asked);
    const answer = await readers.verifyElement(asked, list.top, list.shape);
    judge(tally, list, `element: ${attack}`, { isTrue, taken: answer !== null }, asked);
  }
}

async function attackBalance(readers: Readers, list: DrawnList, draw: Draw, tally: Tally): Promise<void> {
  const position = BigInt(draw.below(list.length));
  const right = askedOf(list.balanceAt(position)!);
  const at = (index: bigint) => ({ ...right, position: index });
  const balances: Record<string, AskedElement> = {
    "true balance": right,
    "another chunk": { ...right, node: withOtherByte(right.node, draw) },
    "a neighbour's index": at(position ^ BigInt(1 + draw.below(3))),
    "an index of the next chunk": at(position + 4n),
    "an index at random": at(BigInt(draw.below(2 * list.length))),
    "an index past the length": at(BigInt(list.length + draw.below(30))),
    "an index past all": at(2n ** BigInt(9 + draw.below(55)) - 1n),
    "a sibling flipped": { ...right, branch: edited(right.branch, draw) },
    "a sibling dropped": { ...right, branch: without(right.branch, draw) },
    "a sibling more": { ...right, branch: withOneMore(right.branch, ZERO, draw) },
    "siblings swapped": { ...right, branch: swapped(right.branch, draw) },
  };
  for (const [attack, asked] of Object.entries(balances)) {
    const truth = list.balanceAt(asked.position);
    const isTrue = truth !== undefined && textOf(askedOf(truth)) === textOf(asked);
    const balanceGwei = await readers.verifyBalance(asked, list.top, list.shape);
    const isRight = balanceGwei === truth?.balanceGwei;
    judge(tally, list, `balance: ${attack}`, { isTrue, taken: balanceGwei !== null, isRight }, asked);
  }
}

/** What stands in the last window after the last entry, where there is room. */
function leafPastLength({ windows, length }: DrawnList): Pick<AskedElement, "node" | "branch"> {
  const { tree, depth, firstLeaf, span } = windows.at(-1)!;
  if (length >= firstLeaf + span) return { node: ZERO, branch: [] };
  const gindex = (1n << BigInt(depth)) + BigInt(length - firstLeaf);
  return { node: tree.getRoot(gindex), branch: tree.getSingleProof(gindex) };
}

interface Judged {
  readonly isTrue: boolean;
  readonly taken: boolean;
  /** Of an answer: it says what is true. */
  readonly isRight?: boolean;
}

/** Found: what is not true and was taken, or what is true and was not, or not as what it is. */
function judge(
  tally: Tally,
  { kind, shape, length }: DrawnList,
  attack: string,
  { isTrue, taken, isRight = true }: Judged,
  asked: object,
): void {
  const isFound = isTrue !== taken || (taken && !isRight);
  const name = `${shape.progressive ? "progressive" : "fixed"} ${attack}`;
  tally.add(name, isFound ? "found" : taken ? "answered" : "refused", () => {
    return `${length} ${kind}: ${textOf(asked)}`;
  });
}

/** Without what is known of it. */
function askedOf<T extends object>({
  span,
  balanceGwei,
  ...asked
}: T & { span?: bigint; balanceGwei?: bigint }) {
  return asked;
}

function edited(nodes: readonly Uint8Array[], draw: Draw): Uint8Array[] {
  const place = draw.below(nodes.length);
  return nodes.map((node, i) => (i === place ? withOtherByte(node, draw) : node));
}

/** The same for the same values, whatever the order of their fields. */
function textOf(value: object): string {
  const sorted = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(sorted, (_, item) =>
    typeof item === "bigint" ? `${item}` : item instanceof Uint8Array ? toHex(item) : item,
  );
}
