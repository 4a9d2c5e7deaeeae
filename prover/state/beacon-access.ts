/**
 * Several beacon nodes, asked one after another: an answer that cannot be had, or that does not verify, is reported, and
 * the next node is asked.
 * @module
 */
import { ProverError } from "../errors.ts";
import { type BeaconNode, connectBeaconNode } from "./beacon-node.ts";
import { StateCacheError } from "./cache-errors.ts";
import { DEFAULT_INACTIVITY_TIMEOUT_MS, type StateRoute } from "./constants.ts";
import { NoBeaconNodeError, SlotWithoutBlockError } from "./node-errors.ts";
import type { StateCache } from "./state-cache.ts";

export interface BeaconAccess {
  /** At least one; asked in this order. */
  readonly beaconUrls: readonly string[];
  /** Default: auto. */
  readonly stateRoute?: StateRoute | undefined;
  /** Gives a node up when it sends nothing for so long; a download that moves may take any time. */
  readonly inactivityTimeoutMs?: number | undefined;
  /** Of whole states; none: they are kept in memory alone. */
  readonly cache?: StateCache | undefined;
  /** Bytes of a state so far. */
  readonly onProgress?: ((receivedBytes: number) => void) | undefined;
  /** Nodes of the state tree so far, where parts of a state are fetched. */
  readonly onNodes?: ((fetchedNodes: number) => void) | undefined;
  /** Why another way is taken: a node was skipped, a damaged file removed. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/**
 * The first answer that `ask` does not throw at.
 * @throws the failure of the only node, or NoBeaconNodeError with those of all.
 */
export async function askBeaconNodes<T>(
  access: BeaconAccess,
  ask: (node: BeaconNode) => Promise<T>,
): Promise<T> {
  const { beaconUrls, inactivityTimeoutMs = DEFAULT_INACTIVITY_TIMEOUT_MS, onNotice } = access;
  const failures: ProverError[] = [];
  for (const beaconUrl of beaconUrls) {
    try {
      return await ask(connectBeaconNode({ beaconUrl, inactivityTimeoutMs }));
    } catch (error) {
      const isOfNode = error instanceof ProverError && !(error instanceof StateCacheError);
      if (!isOfNode) throw error;
      failures.push(error);
      if (failures.length < beaconUrls.length) onNotice?.(`${error.message} Asking the next node.`);
    }
  }
  const [first] = failures;
  // All say the same, and callers know what to do about it.
  const isNoBlock = failures.every((failure) => failure instanceof SlotWithoutBlockError);
  if (first !== undefined && (failures.length === 1 || isNoBlock)) throw first;
  throw new NoBeaconNodeError(failures);
}
