/**
 * The SSZ part of a bundle: header → block root, balances list → header, link node of every page → balances list. The
 * same steps as in the contract, so a bundle that passes here passes there.
 * @module
 */
import { layoutOf } from "../state/layout.ts";
import { topDepth } from "../state/list-tree.ts";
import { headerRoot, verifyBranch } from "../state/ssz-branch.ts";
import { listTopFault } from "./list-top-fault.ts";
import type { BundleManifest, BundlePage } from "./schema.ts";
import { BalancesTopError, BundleBlockRootError, PageLinkError } from "./verify-errors.ts";

/** @throws BundleBlockRootError */
export function checkHeader({ header, blockRoot }: BundleManifest): void {
  const computed = headerRoot(header);
  if (computed !== blockRoot) throw new BundleBlockRootError(blockRoot, computed);
}

/** @throws BalancesTopError when top or length of the balances list are not part of `header.stateRoot`. */
export function checkBalancesTop({ fork, header, listLength, balancesTop }: BundleManifest): void {
  const top = { ...balancesTop, length: listLength };
  const fault = listTopFault(layoutOf(fork), "balances", top, header.stateRoot);
  if (fault !== undefined) throw new BalancesTopError(fault);
}

/** @throws PageLinkError. `page` counts from 1. */
export function checkPageLink(manifest: BundleManifest, { link }: BundlePage, page: number): void {
  const fail = (reason: string) => new PageLinkError(page, manifest.pages.length, reason);
  const { node, depth, firstChunk, branch } = link;
  const occupied = topDepth("balances", manifest.listLength);
  if (depth < 1 || depth > occupied) throw fail(`its depth ${depth} is not between 1 and ${occupied}`);
  const span = 2 ** depth;
  if (firstChunk % span !== 0) throw fail(`first chunk ${firstChunk} is not a multiple of its span ${span}`);
  // The branch below does not use the bits of firstChunk above the top: without this check they could have any value.
  if (firstChunk + span > 2 ** occupied) throw fail(`first chunk ${firstChunk} is past the end of the list`);
  const gindexBelowTop = 2n ** BigInt(occupied - depth) + BigInt(firstChunk / span);
  const root = manifest.balancesTop.node;
  if (!verifyBranch({ leaf: node, branch, gindex: gindexBelowTop, root })) {
    throw fail(`the branch of node ${node} does not hash to the top ${root}`);
  }
}
