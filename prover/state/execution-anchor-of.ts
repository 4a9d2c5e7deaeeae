/**
 * The execution block that a beacon state commits to, with the branch that shows it.
 * @module
 */
import type { ExecutionAnchor } from "../chain/execution/execution-anchor.ts";
import { branchOf } from "./state-node.ts";
import type { VerifiedState } from "./verified-state.ts";

/** @throws StateNodeMissingError for a partial state without the branch. */
export function executionAnchorOf(state: VerifiedState): ExecutionAnchor {
  const branch = branchOf(state, state.layout.executionStateRootGindex);
  return { kind: "state-root", ...state.execution, branch };
}
