/**
 * The 8,192 block roots of a period, whose root is in `historical_summaries`: read from the first state after the
 * period. If slots after it were missed, that state has already overwritten the first roots, and the block before it
 * still has them. The caller compares the hash of the roots with the summary.
 * @module
 */
import { SLOTS_PER_HISTORICAL_ROOT } from "@lodestar/params";
import type { Hex } from "../hex.ts";
import type { BeaconAccess } from "./beacon-access.ts";
import { blockRootGindices } from "./canonical-history.ts";
import { fetchState } from "./fetch-state.ts";
import { SlotWithoutBlockError } from "./node-errors.ts";
import { rootAt } from "./state-node.ts";
import type { VerifiedState } from "./verified-state.ts";
import { withNodes } from "./with-nodes.ts";

/** Limit of consecutive missed slots; more indicate another problem. */
const MISSED_SLOTS = 64;

/** @throws SlotWithoutBlockError if no block follows the period closely, and the beacon node errors. */
export async function readPeriodRoots(beacon: BeaconAccess, period: number): Promise<Hex[]> {
  const boundary = (period + 1) * SLOTS_PER_HISTORICAL_ROOT;
  const state = await firstStateFrom(boundary);
  const roots = await blockRootsOf(state);
  const overwritten = state.header.slot - boundary;
  if (overwritten === 0) return roots;
  const { parentRoot: blockId } = state.header;
  const before = await blockRootsOf(await fetchState({ ...beacon, blockId }));
  return [...before.slice(0, overwritten), ...roots.slice(overwritten)];

  async function firstStateFrom(slot: number): Promise<VerifiedState> {
    for (let missed = 0; ; missed++) {
      try {
        return await fetchState({ ...beacon, blockId: slot + missed });
      } catch (error) {
        if (!(error instanceof SlotWithoutBlockError) || missed === MISSED_SLOTS) throw error;
      }
    }
  }
}

async function blockRootsOf(state: VerifiedState): Promise<Hex[]> {
  const gindices = blockRootGindices(state.layout);
  const known = await withNodes(state, gindices);
  return gindices.map((gindex) => rootAt(known, gindex));
}
