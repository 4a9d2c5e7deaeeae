/**
 * Fetches the header of a block from an untrusted node. Its root fixes the block and everything that is fetched
 * afterwards.
 * @module
 */
import { fromHex, type Hex, toHex } from "../hex.ts";
import type { BeaconNode, BlockId } from "./beacon-node.ts";
import { BlockRootMismatchError } from "./errors.ts";
import { AnotherSlotError } from "./node-errors.ts";
import { headerRoot } from "./ssz-branch.ts";
import type { BeaconHeader } from "./verified-state.ts";

export interface BlockQuestion {
  readonly blockId: BlockId;
  /** Throws if the block is not the expected one, before anything large is fetched. */
  readonly check?: ((header: BeaconHeader, blockRoot: Hex) => void) | undefined;
}

/**
 * @throws BlockRootMismatchError if the header does not have the requested root or the one named by the node,
 * AnotherSlotError, the node's errors, and those of `check`.
 */
export async function pinHeader(node: BeaconNode, { blockId, check }: BlockQuestion): Promise<BeaconHeader> {
  const { header, root } = await node.askHeader(blockId);
  const computed = headerRoot(header);
  if (root !== computed) throw new BlockRootMismatchError(root, computed, node.name);
  if (typeof blockId === "number" && header.slot !== blockId) {
    throw new AnotherSlotError(node.name, blockId, header.slot);
  }
  if (typeof blockId === "string" && blockId.startsWith("0x")) {
    const wanted = toHex(fromHex(blockId));
    if (wanted !== computed) throw new BlockRootMismatchError(wanted, computed, "The request");
  }
  check?.(header, computed);
  return header;
}
