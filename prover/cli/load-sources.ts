/**
 * From options to what the state stage reads: one call for each kind of source.
 * @module
 */
import { readStateFile } from "../state/read-state-file.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import type { StateSource } from "./prove-options.ts";

export function loadState(source: StateSource): Promise<VerifiedState> {
  if (source.kind === "beacon") throw new Error("pending: fetchBeaconState");
  const { stateFile, headerFile, fork } = source;
  return readStateFile({ statePath: stateFile, headerPath: headerFile, fork });
}

export async function loadExecution(..._: unknown[]): Promise<{ poolsWei: bigint; proof: never }> {
  throw new Error("pending: fetchExecutionProof");
}
