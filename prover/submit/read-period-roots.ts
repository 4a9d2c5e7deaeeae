/**
 * The 8,192 block roots of a period, which `historical_summaries` keep as one root: from the first state after the
 * period. Where slots after it were missed, that state has already written over the first roots: the block before it
 * still has them. Whoever uses the roots compares their hash with the summary.
 * @module
 */
import { getNode, getNodesAtDepth } from "@chainsafe/persistent-merkle-tree";
import { SLOTS_PER_HISTORICAL_ROOT } from "@lodestar/params";
import { type Hex, toHex } from "../hex.ts";
import { fetchBeaconState } from "../state/fetch-beacon-state.ts";
import { SlotWithoutBlockError } from "../state/node-errors.ts";
import type { VerifiedState } from "../state/verified-state.ts";

const ROOTS_DEPTH = Math.log2(SLOTS_PER_HISTORICAL_ROOT);
/** More slots missed in a row than this, and something else is wrong. */
const MISSED_SLOTS = 64;

/** @throws SlotWithoutBlockError where no block follows the period closely, and how the beacon node fails. */
export async function readPeriodRoots(
  beaconUrl: string,
  period: number,
  inactivityTimeoutMs?: number,
): Promise<Hex[]> {
  const boundary = (period + 1) * SLOTS_PER_HISTORICAL_ROOT;
  const state = await firstStateFrom(boundary);
  const roots = blockRootsOf(state);
  const overwritten = state.header.slot - boundary;
  if (overwritten === 0) return roots;
  const { parentRoot: blockId } = state.header;
  const before = await fetchBeaconState({ beaconUrl, blockId, inactivityTimeoutMs });
  return [...blockRootsOf(before).slice(0, overwritten), ...roots.slice(overwritten)];

  async function firstStateFrom(slot: number): Promise<VerifiedState> {
    for (let missed = 0; ; missed++) {
      try {
        return await fetchBeaconState({ beaconUrl, blockId: slot + missed, inactivityTimeoutMs });
      } catch (error) {
        if (!(error instanceof SlotWithoutBlockError) || missed === MISSED_SLOTS) throw error;
      }
    }
  }
}

function blockRootsOf({ stateNode, layout }: VerifiedState): Hex[] {
  const list = getNode(stateNode, layout.blockRootsGindex);
  return getNodesAtDepth(list, ROOTS_DEPTH, 0, SLOTS_PER_HISTORICAL_ROOT).map((node) => toHex(node.root));
}
