/**
 * State source: a beacon node that serves the debug endpoint. The header is asked for first and pins the block by
 * its root; the state is then asked for by that header. Both are checked as if they came from a stranger's file.
 * @module
 */
import { type BlockId, connectBeaconNode } from "./beacon-node.ts";
import { BlockRootMismatchError } from "./errors.ts";
import { forkOfState } from "./fork-of-state.ts";
import { AnotherSlotError } from "./node-errors.ts";
import { headerRoot } from "./ssz-branch.ts";
import type { VerifiedState } from "./verified-state.ts";
import { verifyState } from "./verify-state.ts";

export interface BeaconStateSource {
  readonly beaconUrl: string;
  readonly blockId: BlockId;
  /** Gives up when the node sends nothing for so long; a download that moves may take any time. */
  readonly inactivityTimeoutMs?: number | undefined;
  /** Bytes of the state so far. */
  readonly onProgress?: ((receivedBytes: number) => void) | undefined;
}

/** Nodes need a minute or two to load an old state before the first byte. */
export const DEFAULT_INACTIVITY_TIMEOUT_MS = 180_000;

/**
 * @throws the errors of `./node-errors.ts`, BlockRootMismatchError when the header does not have the root asked for
 * or named by the node, and what `forkOfState` and `verifyState` throw.
 */
export async function fetchBeaconState({
  beaconUrl,
  blockId,
  inactivityTimeoutMs = DEFAULT_INACTIVITY_TIMEOUT_MS,
  onProgress,
}: BeaconStateSource): Promise<VerifiedState> {
  const node = connectBeaconNode({ beaconUrl, inactivityTimeoutMs, onProgress });

  const { header, root } = await node.askHeader(blockId);
  const computed = headerRoot(header);
  if (root !== computed) throw new BlockRootMismatchError(root, computed, node.name);
  if (typeof blockId === "number" && header.slot !== blockId) {
    throw new AnotherSlotError(node.name, blockId, header.slot);
  }
  if (typeof blockId === "string" && blockId.startsWith("0x") && blockId.toLowerCase() !== computed) {
    throw new BlockRootMismatchError(blockId as `0x${string}`, computed, "The request");
  }

  const { stateBytes, fork } = await node.askState(header);
  return verifyState({ stateBytes, fork: forkOfState(stateBytes, fork), header });
}
