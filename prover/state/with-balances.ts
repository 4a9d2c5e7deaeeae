/**
 * Fetches the parts of a state that plan, witness and bundle need: the chunks of a registry's validators and their
 * paths.
 * @module
 */
import { chunkOf } from "./chunk-of.ts";
import { listNodeGindex } from "./list-tree.ts";
import type { VerifiedState } from "./verified-state.ts";
import { withNodes } from "./with-nodes.ts";

/**
 * The same state with the balances of these validators.
 * @param registry  in any order; validators that do not exist at this block are skipped.
 * @throws the errors of the beacon nodes.
 */
export function withBalances(
  state: VerifiedState,
  registry: readonly { readonly index: number }[],
): Promise<VerifiedState> {
  const existing = registry.filter(({ index }) => index < state.listLength);
  // A page of validators that do not exist yet is proved under a node above chunk 0.
  const chunks = new Set([0, ...existing.map(({ index }) => chunkOf(index))]);
  const gindices = [...chunks].map((chunk) => listNodeGindex(state.layout, "balances", 0, chunk));
  return withNodes(state, gindices);
}
