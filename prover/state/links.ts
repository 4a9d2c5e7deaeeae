/**
 * Link nodes: the SSZ nodes between the state root and the pages (INTERFACES of the bundle and the contract).
 *
 *          state root
 *              :          balancesTop.branch, once a bundle
 *          list root ── length
 *              :
 *             top         k levels above chunk 0: covers every occupied chunk
 *              :          page.link.branch, k − d siblings
 *          link node      d levels above its chunks `firstChunk … firstChunk + 2^d − 1`
 *
 * Chunk c holds the balances of validators 4c … 4c + 3.
 * @module
 */
import { createProof, getNode, ProofType, type SingleProof } from "@chainsafe/persistent-merkle-tree";
import { type Hex, toHex } from "../hex.ts";
import { BALANCES_PER_CHUNK } from "../units.ts";
import type { StateLayout } from "./layout.ts";
import { branchOf } from "./ssz-branch.ts";
import type { VerifiedState } from "./verified-state.ts";

export interface BalancesTop {
  readonly node: Hex;
  /** Levels from the top down to the chunks: `occupiedDepth(listLength)`. */
  readonly depth: number;
  /** Relative to the state root. */
  readonly gindex: bigint;
  /** Bottom-up to `header.stateRoot`; entry `balancesDepth − depth` is the length chunk of the list. */
  readonly branch: readonly Hex[];
}

export interface LinkPosition {
  /** Levels from the link node down to its chunks, 1 … `occupiedDepth`. */
  readonly depth: number;
  /** A multiple of 2^depth. */
  readonly firstChunk: number;
}

export interface LinkBranch {
  readonly node: Hex;
  /** Bottom-up from the link node to the top. */
  readonly branch: readonly Hex[];
}

/**
 * Levels that cover `listLength` balances; never 0, so that a link node is always a hash and never a bare chunk.
 * @throws RangeError for anything but a whole number of entries.
 */
export function occupiedDepth(listLength: number): number {
  if (!Number.isSafeInteger(listLength) || listLength < 0) {
    throw new RangeError(`A list has a whole number of entries, not ${listLength}`);
  }
  const chunks = Math.ceil(listLength / BALANCES_PER_CHUNK);
  let depth = 1;
  while (2 ** depth < chunks) depth += 1;
  return depth;
}

/** Gindex, relative to the state root, of the top of a balances list with `listLength` entries. */
export function balancesTopGindex(layout: StateLayout, listLength: number): bigint {
  return dataNodeGindex(layout, occupiedDepth(listLength), 0);
}

/** The chunk that holds the balance of the validator at `index`. */
export function chunkOf(index: number): number {
  return Math.floor(index / BALANCES_PER_CHUNK);
}

/** Gindex, relative to the state root, of a 32-byte chunk of the balances list. */
export function chunkNodeGindex(layout: StateLayout, chunk: number): bigint {
  return dataNodeGindex(layout, 0, chunk);
}

export function balancesTopOf(state: VerifiedState): BalancesTop {
  const gindex = balancesTopGindex(state.layout, state.listLength);
  return {
    node: toHex(getNode(state.stateNode, gindex).root),
    depth: occupiedDepth(state.listLength),
    gindex,
    branch: branchOf(state, gindex),
  };
}

/** @throws RangeError when the top does not cover such a node. */
export function linkBranch(state: VerifiedState, { depth, firstChunk }: LinkPosition): LinkBranch {
  const topDepth = occupiedDepth(state.listLength);
  if (!Number.isInteger(depth) || depth < 1 || depth > topDepth) {
    throw new RangeError(`A link node lies 1 to ${topDepth} levels above its chunks, not ${depth}`);
  }
  const span = 2 ** depth;
  if (!Number.isInteger(firstChunk / span) || firstChunk < 0 || firstChunk >= 2 ** topDepth) {
    throw new RangeError(`Chunk ${firstChunk} is not the first of ${span} chunks below the top`);
  }
  const top = getNode(state.stateNode, balancesTopGindex(state.layout, state.listLength));
  const belowTop = 2n ** BigInt(topDepth - depth) + BigInt(firstChunk / span);
  const { leaf, witnesses } = createProof(top, { type: ProofType.single, gindex: belowTop }) as SingleProof;
  return { node: toHex(leaf), branch: witnesses.map(toHex) };
}

/** The node `height` levels above `chunk` in the data tree of the balances list. */
export function dataNodeGindex(
  { balancesGindex, balancesDepth }: StateLayout,
  height: number,
  chunk: number,
): bigint {
  const levels = BigInt(balancesDepth - height);
  const position = BigInt(chunk) >> BigInt(height);
  if (levels < 0n || position < 0n || position >> levels !== 0n) {
    throw new RangeError(`The balances list has no node ${height} levels above chunk ${chunk}`);
  }
  return ((2n * balancesGindex) << levels) + position;
}
