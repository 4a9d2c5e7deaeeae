/**
 * A beacon state whose block root is in EIP-4788, where the registry looks it up.
 * @module
 */
import { findNextTimestamp } from "../chain/blocks/find-next-timestamp.ts";
import { findRememberedRoot } from "../chain/blocks/find-remembered-root.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import type { Hex } from "../hex.ts";
import type { VerifiedState } from "../state/verified-state.ts";

export interface RememberedState {
  readonly state: VerifiedState;
  /** Under which EIP-4788 has its block root, seconds. */
  readonly nextTimestamp: bigint;
}

/**
 * The state itself. From Gloas on, where its block is not in EIP-4788 because the payload after it is missing, the state
 * of a block next to it.
 * @param fetchState  By block root.
 * @throws The errors of `findNextTimestamp`, `findRememberedRoot` and `fetchState`.
 */
export async function rememberedState(
  state: VerifiedState,
  chain: ChainClient,
  fetchState: (blockRoot: Hex) => Promise<VerifiedState>,
): Promise<RememberedState> {
  const { blockRoot, execution } = state;
  if (execution.kind === "payload-header") {
    const { blockNumber, stateRoot } = execution;
    return { state, nextTimestamp: await findNextTimestamp({ blockRoot, blockNumber, stateRoot }, chain) };
  }
  const found = await findRememberedRoot(chain, blockRoot, execution.blockHash);
  const isSame = found.blockRoot === blockRoot;
  return { state: isSame ? state : await fetchState(found.blockRoot), nextTimestamp: found.nextTimestamp };
}
