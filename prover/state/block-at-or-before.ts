/**
 * The last beacon block at or before a slot. From Gloas on an execution block may name a later one: payloads in between
 * were withheld. The way back is a chain of hashes: each header has the root of the one before.
 * @module
 */
import type { Hex } from "../hex.ts";
import type { NamedHeader } from "./beacon-node.ts";
import type { BeaconHeader } from "./verified-state.ts";

type NamedBlock = Pick<NamedHeader, "root" | "header">;

/** @param headerOf  a header that was checked against its root. @throws what it throws. */
export async function blockAtOrBefore(
  slot: bigint,
  named: NamedBlock,
  headerOf: (root: Hex) => Promise<BeaconHeader>,
): Promise<NamedBlock> {
  let { root, header } = named;
  while (BigInt(header.slot) > slot) {
    root = header.parentRoot;
    header = await headerOf(root);
  }
  return { root, header };
}
