/**
 * Circuit inputs of one planned page: the SSZ nodes between the link node and the chunks, as hash slots with parents
 * before children, and the validators as lanes. Unused slots and lanes are zero and change neither commitment nor totals.
 * Pure: reads the verified state tree only.
 * @module
 */
import type { Node } from "@chainsafe/persistent-merkle-tree";
import { existingChunks, shiftRight } from "../plan/page-shape.ts";
import type { PageLimits } from "../plan/page-sizes.ts";
import type { PlannedPage, PlannedValidator } from "../plan/plan-pages.ts";
import { balanceGweiAt } from "../state/balances.ts";
import { chunkOf } from "../state/chunk-of.ts";
import { listNodeGindex } from "../state/list-tree.ts";
import { nodeAt } from "../state/state-node.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { BALANCES_PER_CHUNK } from "../units.ts";
import { type CircuitInput, publicCircuitInput } from "./circuit-input.ts";
import { packNode } from "./pack-node.ts";

interface Slot {
  /** Below the link node, which is 1. */
  readonly gindex: bigint;
  readonly node: Node;
}

interface Lane {
  readonly index: bigint;
  readonly principalGwei: bigint;
  /** All four balances of the validator's chunk; 0 past the end of the list. */
  readonly balancesGwei: readonly bigint[];
  /** The hash slot that is the parent of the chunk. */
  readonly parent: bigint;
}

export function pageWitness(state: VerifiedState, page: PlannedPage, limits: PageLimits): CircuitInput {
  const slots = pageSlots(state, page);
  const slotNumbers = new Map(slots.map(({ gindex }, number) => [gindex, number]));
  const parentOf = (gindex: bigint) => slotNumbers.get(gindex >> 1n) ?? 0;
  const lanes = page.validators.map((validator) => lane(state, page, validator, parentOf));
  const slotColumn = <T>(value: (slot: Slot) => T, unused: T) => column(slots, value, limits.slots, unused);
  const laneColumn = <T>(value: (lane: Lane) => T, unused: T) => column(lanes, value, limits.lanes, unused);
  return {
    ...publicCircuitInput(page.publicInputs),
    slotGindex: slotColumn(({ gindex }) => gindex, 0n),
    slotLeft: slotColumn(({ node }) => packNode(node.left.root), [0n, 0n]),
    slotRight: slotColumn(({ node }) => packNode(node.right.root), [0n, 0n]),
    slotParent: slotColumn(({ gindex }) => BigInt(parentOf(gindex)), 0n),
    laneActive: laneColumn(() => 1n, 0n),
    laneIndex: laneColumn(({ index }) => index, 0n),
    lanePrincipalGwei: laneColumn(({ principalGwei }) => principalGwei, 0n),
    laneBalancesGwei: laneColumn(({ balancesGwei }) => balancesGwei, [0n, 0n, 0n, 0n]),
    laneParent: laneColumn(({ parent }) => parent, 0n),
  };
}

/** Inner nodes above the page's chunks, the link node first: a smaller gindex is never below a larger one. */
function pageSlots(state: VerifiedState, page: PlannedPage): Slot[] {
  const { depth, firstChunk } = page.link;
  // From the link node's first chunk: it need not be a multiple of anything in the whole list.
  const leaves = existingChunks(page.validators).map((chunk) => chunk - firstChunk);
  const slots: Slot[] = [];
  for (let level = depth; level >= 1; level--) {
    const positions = [...new Set(leaves.map((leaf) => shiftRight(leaf, level)))].sort((a, b) => a - b);
    for (const position of positions) {
      const leaf = firstChunk + position * 2 ** level;
      slots.push({
        gindex: (1n << BigInt(depth - level)) + BigInt(position),
        node: nodeAt(state, listNodeGindex(state.layout, "balances", level, leaf)),
      });
    }
  }
  return slots;
}

function lane(
  state: VerifiedState,
  page: PlannedPage,
  validator: PlannedValidator,
  parentOf: (gindex: bigint) => number,
): Lane {
  const { index, principalGwei, exists } = validator;
  const chunk = chunkOf(index);
  const chunkGindex = page.publicInputs.leafBase + BigInt(chunk - page.link.firstChunk);
  const first = chunk * BALANCES_PER_CHUNK;
  return {
    index: BigInt(index),
    principalGwei,
    balancesGwei: Array.from({ length: BALANCES_PER_CHUNK }, (_, i) =>
      exists && first + i < state.listLength ? balanceGweiAt(state, first + i) : 0n,
    ),
    parent: BigInt(exists ? parentOf(chunkGindex) : 0),
  };
}

/** One circuit input: a value for each used entry, `unused` for the rest. */
function column<Entry, T>(
  entries: readonly Entry[],
  value: (entry: Entry) => T,
  length: number,
  unused: T,
): T[] {
  return Array.from({ length }, (_, i) => (i < entries.length ? value(entries[i]!) : unused));
}
