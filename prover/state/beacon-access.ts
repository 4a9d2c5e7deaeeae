/**
 * Tries several beacon nodes in order: if an answer fails or does not verify, this is reported and the next node is
 * asked.
 * @module
 */
import { ProverError } from "../errors.ts";
import type { WaitingOptions } from "../service/rate-limits.ts";
import type { ServiceHeaders } from "../service/service-address.ts";
import { type BeaconNode, connectBeaconNode } from "./beacon-node.ts";
import { StateCacheError } from "./cache-errors.ts";
import { DEFAULT_INACTIVITY_TIMEOUT_MS, type StateRoute } from "./constants.ts";
import { NoBeaconNodeError, SlotWithoutBlockError } from "./node-errors.ts";
import type { StateCache } from "./state-cache.ts";

export interface BeaconAccess extends WaitingOptions {
  /** At least one; tried in this order. */
  readonly beaconUrls: readonly string[];
  /** Sent with every request, to each of them. */
  readonly headers?: ServiceHeaders | undefined;
  /** Default: auto. */
  readonly stateRoute?: StateRoute | undefined;
  /** A node fails if it sends nothing for this time; a download that makes progress may take any time. */
  readonly inactivityTimeoutMs?: number | undefined;
  /** Cache of whole states; undefined: they are kept in memory only. */
  readonly cache?: StateCache | undefined;
  /** Received bytes of a state. */
  readonly onProgress?: ((receivedBytes: number) => void) | undefined;
  /** Received nodes of the state tree, if parts of a state are fetched. */
  readonly onNodes?: ((fetchedNodes: number) => void) | undefined;
  /** Notices about fallbacks: a node was skipped, a damaged file removed. */
  readonly onNotice?: ((notice: string) => void) | undefined;
}

/**
 * The first answer for which `ask` does not throw.
 * @throws the failure of the only node, or NoBeaconNodeError with the failures of all.
 */
export async function askBeaconNodes<T>(
  access: BeaconAccess,
  ask: (node: BeaconNode) => Promise<T>,
): Promise<T> {
  const { beaconUrls, inactivityTimeoutMs = DEFAULT_INACTIVITY_TIMEOUT_MS, onNotice } = access;
  const { headers, onWait, interruption } = access;
  const failures: ProverError[] = [];
  for (const beaconUrl of beaconUrls) {
    try {
      return await ask(connectBeaconNode({ beaconUrl, headers, inactivityTimeoutMs, onWait, interruption }));
    } catch (error) {
      const isOfNode = error instanceof ProverError && !(error instanceof StateCacheError);
      if (!isOfNode || error === interruption?.().reason) throw error;
      failures.push(error);
      if (failures.length < beaconUrls.length) onNotice?.(`${error.message} Trying the next node.`);
    }
  }
  const [first] = failures;
  // All nodes failed in the same way, which callers handle.
  const isNoBlock = failures.every((failure) => failure instanceof SlotWithoutBlockError);
  if (first !== undefined && (failures.length === 1 || isNoBlock)) throw first;
  throw new NoBeaconNodeError(failures);
}
