/**
 * The execution block that a beacon state commits to, with the branch that shows it.
 * @module
 */
import type { ChainClient } from "../chain/client/chain-client.ts";
import type { ExecutionAnchor } from "../chain/execution/execution-anchor.ts";
import { fetchHeader } from "../chain/execution/fetch-header.ts";
import type { Hex } from "../hex.ts";
import { branchOf } from "./state-node.ts";
import type { VerifiedState } from "./verified-state.ts";

/**
 * From Gloas on the state has the hash of the block only: its header is asked for, and must hash to it.
 * @throws StateNodeMissingError for a partial state without the branch, and the errors of `fetchHeader`.
 */
export async function executionAnchorOf(chain: ChainClient, state: VerifiedState): Promise<ExecutionAnchor> {
  const { execution } = state;
  const branch = executionBranchOf(state);
  if (execution.kind === "payload-header") {
    return { ...execution, kind: "state-root", branch };
  }
  const { rlp, header } = await fetchHeader(chain, execution.blockHash);
  return { ...header, kind: "block-hash", blockHash: execution.blockHash, branch, header: rlp };
}

/** Bottom-up to the root of the beacon state: from the execution state root, or, from Gloas on, from the block hash. */
export function executionBranchOf(state: VerifiedState): Hex[] {
  const { execution } = state.layout;
  return branchOf(
    state,
    execution.kind === "payload-header" ? execution.stateRootGindex : execution.blockHashGindex,
  );
}
