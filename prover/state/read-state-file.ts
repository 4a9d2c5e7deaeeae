/**
 * State source: an SSZ file and the JSON file of its header.
 * @module
 */
import { forkOfState, parseFork } from "./fork-of-state.ts";
import { readHeaderFile } from "./read-header-file.ts";
import { readInputFile } from "./read-input-file.ts";
import type { VerifiedState } from "./verified-state.ts";
import { verifyState } from "./verify-state.ts";

export interface StateFile {
  /** Raw SSZ of a `BeaconState`. */
  readonly statePath: string;
  /** JSON of the header of the same block. */
  readonly headerPath: string;
  /** Required if the network of the state is unknown. */
  readonly fork?: string | undefined;
}

/**
 * @throws StateFileError, HeaderFormatError, BlockRootMismatchError, and what `forkOfState` and
 * `verifyState` throw.
 */
export async function readStateFile({ statePath, headerPath, fork }: StateFile): Promise<VerifiedState> {
  // The header first: a state takes seconds to read and hash.
  if (fork !== undefined) parseFork(fork);
  const header = await readHeaderFile(headerPath);
  const stateBytes = await readInputFile(statePath);
  return verifyState({ stateBytes, fork: forkOfState(stateBytes, fork), header });
}
