/**
 * Fetches the header of a block from an untrusted node. Its root fixes the block and everything that is fetched
 * afterwards.
 * @module
 */
import { fromHex, type Hex, toHex } from "../hex.ts";
import type { BeaconNode, BlockId } from "./beacon-node.ts";
import { BlockRootMismatchError } from "./errors.ts";
import { AnotherSlotError, BlockNotYetError, SlotWithoutBlockError } from "./node-errors.ts";
import { headerRoot } from "./ssz-branch.ts";
import type { BeaconHeader } from "./verified-state.ts";

export interface BlockQuestion {
  readonly blockId: BlockId;
  /** Of the slot `blockId`, where the chain names it: asked for where a node does not find the slot. */
  readonly namedRoot?: Hex | undefined;
  /** Throws if the block is not the expected one, before anything large is fetched. */
  readonly check?: ((header: BeaconHeader, blockRoot: Hex) => void) | undefined;
}

/**
 * @throws BlockRootMismatchError if the header does not have the requested root or the one named by the node,
 * AnotherSlotError, the node's errors, and those of `check`.
 */
export async function pinHeader(
  node: BeaconNode,
  { blockId, namedRoot, check }: BlockQuestion,
  onNotice?: (notice: string) => void,
): Promise<BeaconHeader> {
  const { header, root, isOptimistic } = await node.askHeader(blockId).catch((error: unknown) => {
    const isUnknown = error instanceof SlotWithoutBlockError || error instanceof BlockNotYetError;
    if (namedRoot === undefined || !isUnknown) throw error;
    return node.askHeader(namedRoot);
  });
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
  if (isOptimistic)
    onNotice?.(
      `${node.name} has not executed the block of slot ${header.slot} (optimistic): it may be invalid.`,
    );
  return header;
}
