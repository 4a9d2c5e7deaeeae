/**
 * Access to the nodes of a state tree. A state may be partial (fetch-state-parts.ts): reading a node that was not
 * fetched is an internal error in the fetch plan.
 * @module
 */
import {
  createProof,
  getNode,
  type Node,
  ProofType,
  type SingleProof,
} from "@chainsafe/persistent-merkle-tree";
import { type Hex, toHex } from "../hex.ts";
import { StateNodeMissingError } from "./errors.ts";
import type { VerifiedState } from "./verified-state.ts";

type StateTree = Pick<VerifiedState, "stateNode">;

/** @throws StateNodeMissingError */
export function nodeAt({ stateNode }: StateTree, gindex: bigint): Node {
  return asking(gindex, () => getNode(stateNode, gindex));
}

/** @throws StateNodeMissingError */
export function rootAt(state: StateTree, gindex: bigint): Hex {
  return toHex(nodeAt(state, gindex).root);
}

/** A uint64 alone in its chunk. @throws StateNodeMissingError */
export function uint64At(state: StateTree, gindex: bigint): bigint {
  const { buffer, byteOffset } = nodeAt(state, gindex).root;
  return new DataView(buffer, byteOffset).getBigUint64(0, true);
}

export interface NodeWithBranch {
  readonly node: Hex;
  /** Bottom-up to the node above. */
  readonly branch: Hex[];
}

/**
 * A node below another one, with its siblings up to that one.
 * @param upper  below the state root. @param lower  below `upper`.
 * @throws StateNodeMissingError
 */
export function nodeBelow(state: StateTree, upper: bigint, lower: bigint): NodeWithBranch {
  const from = nodeAt(state, upper);
  const proof = asking(concatGindices(upper, lower), () =>
    createProof(from, { type: ProofType.single, gindex: lower }),
  );
  const { leaf, witnesses } = proof as SingleProof;
  return { node: toHex(leaf), branch: witnesses.map(toHex) };
}

/** The siblings of the node at `gindex`, bottom-up to `header.stateRoot`. @throws StateNodeMissingError */
export function branchOf(state: StateTree, gindex: bigint): Hex[] {
  return nodeBelow(state, 1n, gindex).branch;
}

/** Gindex of the node at `lower` below the one at `upper`. */
export function concatGindices(upper: bigint, lower: bigint): bigint {
  const levels = BigInt(lower.toString(2).length - 1);
  return ((upper - 1n) << levels) + lower;
}

/** Leaves have no children, so the library throws. */
function asking<T>(gindex: bigint, ask: () => T): T {
  try {
    return ask();
  } catch (cause) {
    throw new StateNodeMissingError(gindex, cause);
  }
}
