/**
 * From options to what the state stage reads: one call for each kind of source.
 * @module
 */
import type { ExecutionProof } from "../state/execution/execution-proof.ts";
import { fetchExecutionProof } from "../state/execution/fetch-execution-proof.ts";
import { readOracleSources } from "../state/execution/read-oracle-sources.ts";
import { readStateFile } from "../state/read-state-file.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import type { ExecutionSource, StateSource } from "./prove-options.ts";

export function loadState(source: StateSource): Promise<VerifiedState> {
  if (source.kind === "beacon") throw new Error("pending: fetchBeaconState");
  const { stateFile, headerFile, fork } = source;
  return readStateFile({ statePath: stateFile, headerPath: headerFile, fork });
}

/** Pools and supply that the oracle counts, at the block of the state. */
export async function loadExecution(source: ExecutionSource, state: VerifiedState): Promise<ExecutionProof> {
  return fetchExecutionProof({ rpcUrl: source.rpcUrl, state, ...(await readOracleSources(source)) });
}
