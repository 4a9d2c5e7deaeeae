/**
 * State source: an SSZ file and the JSON file of its header.
 * @module
 */
import { forkOfState, parseFork } from "./fork-of-state.ts";
import { readHeaderFile } from "./read-header-file.ts";
import { readInputFile } from "./read-input-file.ts";
import { unpackState } from "./unpack-state.ts";
import type { VerifiedState } from "./verified-state.ts";
import { verifyState } from "./verify-state.ts";

export interface StateFile {
  /** SSZ of a `BeaconState`, raw or compressed. */
  readonly statePath: string;
  /** JSON of the header of the same block. */
  readonly headerPath: string;
  /** Required if the network of the state is unknown. */
  readonly fork?: string | undefined;
}

/**
 * @throws StateFileError, StatePackedError, HeaderFormatError, BlockRootMismatchError, and what `forkOfState` and
 * `verifyState` throw.
 */
export async function readStateFile({ statePath, headerPath, fork }: StateFile): Promise<VerifiedState> {
  // The header first: a state takes seconds to read and hash.
  if (fork !== undefined) parseFork(fork);
  const header = await readHeaderFile(headerPath);
  const stateBytes = await unpackState(statePath, await readInputFile(statePath));
  return verifyState({ stateBytes, fork: forkOfState(stateBytes, fork), header });
}
