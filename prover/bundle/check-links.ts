/**
 * The SSZ half of a bundle: header → block root, balances list → header, link node of every page → balances list.
 * The same walk as the contract's, so a bundle that passes here passes there.
 * @module
 */
import type { Hex } from "../hex.ts";
import { layoutOf } from "../state/layout.ts";
import { balancesTopGindex, occupiedDepth } from "../state/links.ts";
import { branchRoot, headerRoot } from "../state/ssz-branch.ts";
import type { BundleManifest, BundlePage } from "./schema.ts";
import { BalancesTopError, BlockRootMismatchError, PageLinkError } from "./verify-errors.ts";

/** @throws BlockRootMismatchError */
export function checkHeader({ header, blockRoot }: BundleManifest): void {
  const computed = headerRoot(header);
  if (computed !== blockRoot) throw new BlockRootMismatchError(blockRoot, computed);
}

/** @throws BalancesTopError when top or length of the balances list are not part of `header.stateRoot`. */
export function checkBalancesTop({ fork, header, listLength, balancesTop }: BundleManifest): void {
  const layout = layoutOf(fork);
  const depth = occupiedDepth(listLength);
  if (depth > layout.balancesDepth) throw new BalancesTopError(`no list holds ${listLength} balances`);
  const gindex = balancesTopGindex(layout, listLength);
  const { node, branch } = balancesTop;
  const expectedLength = gindex.toString(2).length - 1;
  if (branch.length !== expectedLength) {
    throw new BalancesTopError(`its branch has ${branch.length} siblings instead of ${expectedLength}`);
  }
  // The right sibling of the list's data root is its length (SSZ, mix_in_length).
  const lengthChunk = branch[layout.balancesDepth - depth];
  if (lengthChunk !== uint64Chunk(listLength)) {
    throw new BalancesTopError(
      `it claims ${listLength} entries, the state holds length chunk ${lengthChunk}`,
    );
  }
  const root = branchRoot(node, branch, gindex);
  if (root !== header.stateRoot) {
    throw new BalancesTopError(`its branch leads to ${root} instead of ${header.stateRoot}`);
  }
}

/** @throws PageLinkError. `page` counts from 1. */
export function checkPageLink(manifest: BundleManifest, { link }: BundlePage, page: number): void {
  const fail = (reason: string) => new PageLinkError(page, manifest.pages.length, reason);
  const { node, depth, firstChunk, branch } = link;
  const occupied = occupiedDepth(manifest.listLength);
  if (depth < 1 || depth > occupied) throw fail(`its depth ${depth} is not within 1 and ${occupied}`);
  if (branch.length !== occupied - depth) {
    throw fail(`its branch has ${branch.length} siblings instead of ${occupied - depth}`);
  }
  const span = 2 ** depth;
  if (firstChunk % span !== 0) throw fail(`first chunk ${firstChunk} is no multiple of its span ${span}`);
  // Bits of firstChunk above the top are not walked below: without this they could name any chunk.
  if (firstChunk + span > 2 ** occupied)
    throw fail(`first chunk ${firstChunk} lies past the end of the list`);
  const gindexBelowTop = 2n ** BigInt(occupied - depth) + BigInt(firstChunk / span);
  const root = branchRoot(node, branch, gindexBelowTop);
  if (root !== manifest.balancesTop.node) {
    throw fail(`its branch leads to ${root} instead of ${manifest.balancesTop.node}`);
  }
}

/** SSZ: a uint64 in a 32-byte chunk, little-endian. */
function uint64Chunk(value: number): Hex {
  const bytes = Buffer.alloc(32);
  bytes.writeBigUInt64LE(BigInt(value));
  return `0x${bytes.toString("hex")}`;
}
