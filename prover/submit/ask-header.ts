/**
 * The header of a block that the chain names by its root: whatever the beacon node answers must hash to that root.
 * @module
 */
import type { Hex } from "../hex.ts";
import type { BeaconNode } from "../state/beacon-node.ts";
import { BlockRootMismatchError } from "../state/errors.ts";
import { headerRoot } from "../state/ssz-branch.ts";
import type { BeaconHeader } from "../state/verified-state.ts";

/** @throws BlockRootMismatchError, and how the beacon node fails. */
export async function askHeaderOf(node: BeaconNode, root: Hex): Promise<BeaconHeader> {
  const { header } = await node.askHeader(root);
  const computed = headerRoot(header);
  if (computed !== root) throw new BlockRootMismatchError(root, computed, node.name);
  return header;
}
