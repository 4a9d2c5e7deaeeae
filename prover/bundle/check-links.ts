/**
 * The SSZ part of a bundle: header → block root, balances list → header, link node of every page → balances list. The
 * same steps as in the contract, so a bundle that passes here passes there.
 * @module
 */
import { layoutOf } from "../state/layout.ts";
import { linkGindex } from "../state/link-position.ts";
import { type ListWindow, windowOfLeaf } from "../state/list-shape.ts";
import { listTopFault, windowNode } from "../state/list-top.ts";
import { headerRoot, verifyBranch } from "../state/ssz-branch.ts";
import { balancesWindows } from "./balances-windows.ts";
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
  const fault = listTopFault("balances", layoutOf(fork).lists.balances, top, header.stateRoot);
  if (fault !== undefined) throw new BalancesTopError(fault);
}

/** @throws PageLinkError. `page` counts from 1. */
export function checkPageLink(manifest: BundleManifest, { link }: BundlePage, page: number): void {
  const fail = (reason: string) => new PageLinkError(page, manifest.pages.length, reason);
  const { node, firstChunk, branch } = link;
  let window: ListWindow;
  let gindex: bigint;
  try {
    // Past the end of the list and across windows there is no such node: without this it could name any chunk.
    window = windowOfLeaf(balancesWindows(manifest), firstChunk);
    gindex = linkGindex(link, window);
  } catch (error) {
    if (error instanceof RangeError) throw fail(error.message);
    throw error;
  }
  const root = windowNode(manifest.balancesTop, window);
  if (!verifyBranch({ leaf: node, branch, gindex, root })) {
    throw fail(`the branch of node ${node} does not lead to the top ${root}`);
  }
}
