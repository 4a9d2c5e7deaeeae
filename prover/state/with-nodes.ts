/**
 * Fetches nodes of a partial state before they are read.
 * @module
 */
import type { VerifiedState } from "./verified-state.ts";

/** The same state with these nodes; a whole state is returned unchanged. @throws the errors of the beacon nodes. */
export async function withNodes(state: VerifiedState, gindices: readonly bigint[]): Promise<VerifiedState> {
  return state.fetchNodes === null || gindices.length === 0 ? state : state.fetchNodes(gindices);
}
