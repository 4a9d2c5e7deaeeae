/**
 * Circuit inputs of one planned page: the SSZ nodes between the link node and the chunks, as hash slots with parents
 * before children, and the validators as lanes. Unused slots and lanes are zero and change neither commitment nor totals.
 * Pure: reads the verified state tree only.
 * @module
 */
import { getNode, type Node } from "@chainsafe/persistent-merkle-tree";
import { shiftRight } from "../plan/page-shape.ts";
import type { PageLimits } from "../plan/page-sizes.ts";
import type { PlannedPage, PlannedValidator } from "../plan/plan-pages.ts";
import { balanceGweiAt } from "../state/balances.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { BALANCES_PER_CHUNK } from "../units.ts";
import { type CircuitInput, publicCircuitInput } from "./circuit-input.ts";
import { packNode } from "./pack-node.ts";

interface Slot {
  /** Below the link node, which is 1. */
  readonly gindex: bigint;
  readonly node: Node;
}

export function pageWitness(state: VerifiedState, page: PlannedPage, limits: PageLimits): CircuitInput {
  const slots = pageSlots(state, page);
  const slotNumbers = new Map(slots.map(({ gindex }, number) => [gindex, number]));
  const parentOf = (gindex: bigint) => slotNumbers.get(gindex >> 1n) ?? 0;
  const lanes = page.validators.map((validator) => lane(state, page, validator, parentOf));
  const unusedSlots = limits.slots - slots.length;
  const unusedLanes = limits.lanes - lanes.length;
  return {
    ...publicCircuitInput(page.publicInputs),
    slotGindex: pad(
      slots.map(({ gindex }) => gindex),
      unusedSlots,
      0n,
    ),
    slotLeft: pad(
      slots.map(({ node }) => packNode(node.left.root)),
      unusedSlots,
      [0n, 0n],
    ),
    slotRight: pad(
      slots.map(({ node }) => packNode(node.right.root)),
      unusedSlots,
      [0n, 0n],
    ),
    slotParent: pad(
      slots.map(({ gindex }) => BigInt(parentOf(gindex))),
      unusedSlots,
      0n,
    ),
    laneActive: pad(
      lanes.map(() => 1n),
      unusedLanes,
      0n,
    ),
    laneIndex: pad(
      lanes.map(({ index }) => index),
      unusedLanes,
      0n,
    ),
    lanePrincipalGwei: pad(
      lanes.map(({ principalGwei }) => principalGwei),
      unusedLanes,
      0n,
    ),
    laneBalancesGwei: pad(
      lanes.map(({ balancesGwei }) => balancesGwei),
      unusedLanes,
      [0n, 0n, 0n, 0n],
    ),
    laneParent: pad(
      lanes.map(({ parent }) => parent),
      unusedLanes,
      0n,
    ),
  };
}

/** Inner nodes above the page's chunks, the link node first: a smaller gindex is never below a larger one. */
function pageSlots(state: VerifiedState, page: PlannedPage): Slot[] {
  const { depth, firstChunk } = page.link;
  const { balancesGindex, balancesDepth } = state.layout;
  const chunks = page.validators
    .filter(({ exists }) => exists)
    .map(({ index }) => Math.floor(index / BALANCES_PER_CHUNK));
  const slots: Slot[] = [];
  for (let level = depth; level >= 1; level--) {
    const positions = [...new Set(chunks.map((chunk) => shiftRight(chunk, level)))].sort((a, b) => a - b);
    const levelBase = (2n * balancesGindex) << BigInt(balancesDepth - level);
    for (const position of positions) {
      slots.push({
        gindex: (1n << BigInt(depth - level)) + BigInt(position - shiftRight(firstChunk, level)),
        node: getNode(state.stateNode, levelBase + BigInt(position)),
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
) {
  const { index, principalGwei, exists } = validator;
  const chunk = Math.floor(index / BALANCES_PER_CHUNK);
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

function pad<T>(values: readonly T[], missing: number, filler: T): T[] {
  return [...values, ...Array.from({ length: missing }, () => filler)];
}
