/**
 * From options to what the state stage reads: one call for each kind of source.
 * @module
 */
import type { ExecutionProof } from "../state/execution/execution-proof.ts";
import { fetchExecutionProof } from "../state/execution/fetch-execution-proof.ts";
import { readOracleSources } from "../state/execution/read-oracle-sources.ts";
import { fetchBeaconState } from "../state/fetch-beacon-state.ts";
import { readStateFile } from "../state/read-state-file.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import type { ExecutionSource, StateSource } from "./prove-options.ts";

/** @param say  How far a download is. */
export function loadState(source: StateSource, say: (text: string) => void): Promise<VerifiedState> {
  if (source.kind === "beacon") {
    const { beaconUrl, slot } = source;
    return fetchBeaconState({ beaconUrl, blockId: slot, onProgress: everyMebibytes(50, say) });
  }
  const { stateFile, headerFile, fork } = source;
  return readStateFile({ statePath: stateFile, headerPath: headerFile, fork });
}

/** States come in thousands of pieces: a word now and then is enough. */
function everyMebibytes(step: number, say: (text: string) => void): (receivedBytes: number) => void {
  let next = step;
  return (receivedBytes) => {
    const mebibytes = receivedBytes / 2 ** 20;
    if (mebibytes < next) return;
    say(`${Math.floor(mebibytes)} MiB received`);
    next = mebibytes + step;
  };
}

/** Pools and supply that the oracle counts, at the block of the state. */
export async function loadExecution(source: ExecutionSource, state: VerifiedState): Promise<ExecutionProof> {
  return fetchExecutionProof({ rpcUrl: source.rpcUrl, state, ...(await readOracleSources(source)) });
}
