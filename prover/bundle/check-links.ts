/**
 * The SSZ half of a bundle: header → block root, balances list → header, link node of every page → balances list.
 * The same walk as the contract's, so a bundle that passes here passes there.
 * @module
 */
import { type Hex, toHex } from "../hex.ts";
import { layoutOf } from "../state/layout.ts";
import { balancesTopGindex, occupiedDepth } from "../state/links.ts";
import { headerRoot, verifyBranch } from "../state/ssz-branch.ts";
import type { BundleManifest, BundlePage } from "./schema.ts";
import { BalancesTopError, BundleBlockRootError, PageLinkError } from "./verify-errors.ts";

/** @throws BundleBlockRootError */
export function checkHeader({ header, blockRoot }: BundleManifest): void {
  const computed = headerRoot(header);
  if (computed !== blockRoot) throw new BundleBlockRootError(blockRoot, computed);
}

/** @throws BalancesTopError when top or length of the balances list are not part of `header.stateRoot`. */
export function checkBalancesTop({ fork, header, listLength, balancesTop }: BundleManifest): void {
  const layout = layoutOf(fork);
  const depth = occupiedDepth(listLength);
  if (depth > layout.balancesDepth) throw new BalancesTopError(`no list holds ${listLength} balances`);
  const { node, branch } = balancesTop;
  // The right sibling of the list's data root is its length (SSZ, mix_in_length).
  const lengthSibling = branch[layout.balancesDepth - depth];
  if (lengthSibling !== lengthChunk(listLength)) {
    throw new BalancesTopError(`it claims ${listLength} entries, its branch holds length ${lengthSibling}`);
  }
  const gindex = balancesTopGindex(layout, listLength);
  if (!verifyBranch({ leaf: node, branch, gindex, root: header.stateRoot })) {
    throw new BalancesTopError(`the branch of top ${node} does not lead to ${header.stateRoot}`);
  }
}

/** @throws PageLinkError. `page` counts from 1. */
export function checkPageLink(manifest: BundleManifest, { link }: BundlePage, page: number): void {
  const fail = (reason: string) => new PageLinkError(page, manifest.pages.length, reason);
  const { node, depth, firstChunk, branch } = link;
  const occupied = occupiedDepth(manifest.listLength);
  if (depth < 1 || depth > occupied) throw fail(`its depth ${depth} is not within 1 and ${occupied}`);
  const span = 2 ** depth;
  if (firstChunk % span !== 0) throw fail(`first chunk ${firstChunk} is no multiple of its span ${span}`);
  // Bits of firstChunk above the top are not walked below: without this they could name any chunk.
  if (firstChunk + span > 2 ** occupied)
    throw fail(`first chunk ${firstChunk} lies past the end of the list`);
  const gindexBelowTop = 2n ** BigInt(occupied - depth) + BigInt(firstChunk / span);
  const root = manifest.balancesTop.node;
  if (!verifyBranch({ leaf: node, branch, gindex: gindexBelowTop, root })) {
    throw fail(`the branch of node ${node} does not lead to the top ${root}`);
  }
}

/** SSZ: a uint64 in a 32-byte chunk, little-endian. */
function lengthChunk(listLength: number): Hex {
  const chunk = Buffer.alloc(32);
  chunk.writeBigUInt64LE(BigInt(listLength));
  return toHex(chunk);
}
