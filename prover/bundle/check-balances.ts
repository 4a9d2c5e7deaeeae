/**
 * Checks the single balances of a bundle by SHA-256 alone: every chunk under the link node of its page, and that the
 * sums are those of the page's public signals. The proofs show the same without revealing a balance; here a holder sees
 * them.
 * @module
 */
import { fromHex, toHex } from "../hex.ts";
import { fromPublicSignals } from "../plan/public-inputs.ts";
import { linkInputs } from "../state/link-position.ts";
import { type ListWindow, windowOfLeaf } from "../state/list-shape.ts";
import { hashPair } from "../state/ssz-branch.ts";
import { WEI_PER_GWEI } from "../units.ts";
import { balancesWindows } from "./balances-windows.ts";
import { multiproofRoot } from "./chunk-multiproof.ts";
import { neededChunks, type ProvedValidator, pageValidators } from "./proved-balances.ts";
import type { Bundle, BundlePage } from "./schema.ts";
import { BalanceSumError, PageBalancesError } from "./verify-errors.ts";

/**
 * Relies on `checkPageLink` and `checkPageSignals`, which must have passed.
 * @throws PageBalancesError, BalanceSumError. `number` counts pages from 1.
 */
export function checkPageBalances(bundle: Bundle, page: BundlePage, number: number): void {
  const { length } = bundle.pages;
  const fail = (reason: string) => new PageBalancesError(number, length, reason);
  let validators: ProvedValidator[];
  try {
    validators = pageValidators(bundle, page);
  } catch (error) {
    if (error instanceof RangeError) throw fail(error.message);
    throw error;
  }
  const fault = chunksFault(page, validators, balancesWindows(bundle.manifest));
  if (fault !== undefined) throw fail(fault);

  const signals = fromPublicSignals(page.publicSignals);
  const sums = sumsOf(validators);
  const proved = {
    principal: signals.principalOutWei - signals.principalInWei,
    raw: signals.rawOutWei - signals.rawInWei,
    existing: signals.existingOut - signals.existingIn,
  };
  for (const sum of ["principal", "raw", "existing"] as const) {
    if (sums[sum] !== proved[sum]) {
      throw new BalanceSumError(number, length, sum, proved[sum], sums[sum]);
    }
  }
}

function chunksFault(
  { link, balances }: BundlePage,
  validators: readonly ProvedValidator[],
  windows: readonly ListWindow[],
) {
  const { chunks, siblings } = balances;
  if (chunks.length === 0) {
    return siblings.length === 0 ? undefined : "it has siblings but no chunks";
  }
  const needed = neededChunks(validators.filter(({ balanceGwei }) => balanceGwei !== null));
  const span = Number(linkInputs(link, windowOfLeaf(windows, link.firstChunk)).span);
  const positions = needed.map((chunk) => chunk - link.firstChunk);
  const outside = positions.findIndex((position) => position < 0 || position >= span);
  if (outside !== -1) return `chunk ${needed[outside]} of its validators is not below its link node`;
  const root = multiproofRoot(
    link.depth,
    new Map(positions.map((position, i) => [position, fromHex(chunks[i]!)])),
    siblings.map(fromHex),
    hashPair,
  );
  if (root === undefined) return `${siblings.length} siblings is not the number that its chunks need`;
  const computed = toHex(root);
  return computed === link.node
    ? undefined
    : `its chunks hash to ${computed}, but its link node is ${link.node}`;
}

/** Wei, and a number of validators. */
function sumsOf(validators: readonly ProvedValidator[]) {
  const sums = { principal: 0n, raw: 0n, existing: 0n };
  for (const { balanceGwei, principalGwei } of validators) {
    if (balanceGwei === null) continue;
    sums.principal += (balanceGwei < principalGwei ? balanceGwei : principalGwei) * WEI_PER_GWEI;
    sums.raw += balanceGwei * WEI_PER_GWEI;
    sums.existing += 1n;
  }
  return sums;
}
