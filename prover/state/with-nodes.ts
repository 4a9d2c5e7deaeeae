/**
 * Makes sure that nodes of a state are here before they are read.
 * @module
 */
import type { VerifiedState } from "./verified-state.ts";

/** The same state with these nodes: as it is where all of it is here. @throws how the beacon nodes fail. */
export async function withNodes(state: VerifiedState, gindices: readonly bigint[]): Promise<VerifiedState> {
  return state.fetchNodes === null || gindices.length === 0 ? state : state.fetchNodes(gindices);
}
