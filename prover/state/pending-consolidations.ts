/**
 * Consolidations that wait in the queue of a state. The same for whole and partial states.
 * Source: consensus-specs electra/beacon-chain.md (PendingConsolidation); EIP-7251.
 * @module
 */
import { ssz } from "@lodestar/types";
import { fieldGindex } from "./field-gindex.ts";
import { listElement, listLength, listLengthGindex, listNodeGindex, listTopGindices } from "./list-tree.ts";
import { concatGindices, uint64At } from "./state-node.ts";
import type { VerifiedState } from "./verified-state.ts";
import { withNodes } from "./with-nodes.ts";

export interface PendingConsolidation {
  readonly source: number;
  readonly target: number;
}

export interface QueuedConsolidation extends PendingConsolidation {
  /** In the queue, from 0. */
  readonly position: number;
}

const LIST = "pendingConsolidations";
const SOURCE = fieldGindex(ssz.electra.PendingConsolidation, "sourceIndex");
const TARGET = fieldGindex(ssz.electra.PendingConsolidation, "targetIndex");

/** The same state with its queue, and what proves its entries. @throws the errors of the beacon nodes. */
export async function withPendingConsolidations(state: VerifiedState): Promise<VerifiedState> {
  const { layout } = state;
  if (layout.lists[LIST] === null) return state;
  const withLength = await withNodes(state, [listLengthGindex(layout, LIST)]);
  const length = listLength(withLength, LIST);
  const entries = Array.from({ length }, (_, position) => {
    const entry = listNodeGindex(layout, LIST, 0, position);
    return [SOURCE, TARGET].map((field) => concatGindices(entry, field));
  });
  const top = length === 0 ? [] : listTopGindices(layout, LIST, length);
  return withNodes(withLength, [...top, ...entries.flat()]);
}

/** In the order of the queue; none where the fork has no such queue. */
export function pendingConsolidationsOf(state: VerifiedState): QueuedConsolidation[] {
  if (state.layout.lists[LIST] === null) return [];
  return Array.from({ length: listLength(state, LIST) }, (_, position) => {
    const entry = { stateNode: listElement(state, LIST, position) };
    return { position, source: Number(uint64At(entry, SOURCE)), target: Number(uint64At(entry, TARGET)) };
  });
}
