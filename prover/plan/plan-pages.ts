/**
 * Splits a registry into pages, the fixed-size inputs of one circuit, and computes every public input beforehand, so
 * that pages can be proved in any order. Each page takes as many of the next validators as fit its slots and lanes.
 * Taking fewer never helps: a run that fits still fits when shortened, so the greedy plan has the fewest pages. Slots
 * that are left over then raise the page's link node.
 * Pure: same registry and state, same plan. Balances in gwei, totals in wei.
 * @module
 */

import { fromHex } from "../hex.ts";
import { balanceGweiAt } from "../state/balances.ts";
import { type LinkPosition, linkBranch } from "../state/links.ts";
import { topDepth } from "../state/list-tree.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { WEI_PER_GWEI } from "../units.ts";
import { PageTooSmallError } from "./errors.ts";
import { existingChunks, type PageShape, raiseLink, smallestShape } from "./page-shape.ts";
import type { PageLimits } from "./page-sizes.ts";
import { type PublicInputs, rootHalves } from "./public-inputs.ts";
import type { RegistryEntry } from "./registry.ts";
import { registryCommitments } from "./registry-commitment.ts";

export interface PlannedValidator extends RegistryEntry {
  /** index < listLength: it has an entry in the balances list of this block. */
  readonly exists: boolean;
  /** 0 where it does not exist. */
  readonly balanceGwei: bigint;
}

export interface PlannedPage {
  readonly number: number;
  readonly validators: readonly PlannedValidator[];
  readonly link: LinkPosition;
  /** Hash slots in use. */
  readonly slots: number;
  readonly publicInputs: PublicInputs;
}

export interface PagePlan {
  readonly limits: PageLimits;
  readonly pages: readonly PlannedPage[];
  /** Validators of the registry that do not exist yet at this block: consumed, counted as 0 ETH. */
  readonly notExisting: readonly number[];
}

/**
 * @param startWei  what the totals start from: sources and waiting deposits at the same block, or 0 without an execution layer.
 * @param from      validators that are proved elsewhere, fewer than there are: pages begin after them, with what they hold in
 *   the totals, so that the last totals are the same from wherever the pages begin.
 * @throws PageTooSmallError where a page cannot hold one validator.
 */
export async function planPages(
  registry: readonly RegistryEntry[],
  state: VerifiedState,
  limits: PageLimits,
  startWei: bigint,
  from = 0,
): Promise<PagePlan> {
  const validators = registry.map((entry): PlannedValidator => {
    const exists = entry.index < state.listLength;
    return { ...entry, exists, balanceGwei: exists ? balanceGweiAt(state, entry.index) : 0n };
  });
  const commitments = await registryCommitments(registry);
  const top = topDepth("balances", state.listLength);
  const pages: PlannedPage[] = [];
  const nothing = { principalWei: startWei, rawWei: startWei, existing: 0n };
  let totals = addValidators(nothing, validators.slice(0, from));
  for (let start = from; start < validators.length; ) {
    const { end, shape: smallest } = longestRun(validators, start, limits);
    const shape = raiseLink(smallest, limits.slots, top);
    const taken = validators.slice(start, end);
    const next = addValidators(totals, taken);
    const node = linkBranch(state, shape.link).node;
    pages.push({
      number: pages.length,
      validators: taken,
      ...shape,
      publicInputs: {
        ...rootHalves(fromHex(node)),
        leafBase: 1n << BigInt(shape.link.depth),
        firstChunk: BigInt(shape.link.firstChunk),
        span: 1n << BigInt(shape.link.depth),
        listLength: BigInt(state.listLength),
        commitmentIn: commitments[start]!,
        commitmentOut: commitments[end]!,
        principalInWei: totals.principalWei,
        principalOutWei: next.principalWei,
        rawInWei: totals.rawWei,
        rawOutWei: next.rawWei,
        countIn: BigInt(start),
        countOut: BigInt(end),
        existingIn: totals.existing,
        existingOut: next.existing,
      },
    });
    totals = next;
    start = end;
  }
  return {
    limits,
    pages,
    notExisting: validators.filter(({ exists }) => !exists).map(({ index }) => index),
  };
}

/** The most validators from `start` on that fit one page. */
function longestRun(
  validators: readonly PlannedValidator[],
  start: number,
  limits: PageLimits,
): { end: number; shape: PageShape } {
  let fitting: { end: number; shape: PageShape } | undefined;
  for (let end = start + 1; end <= validators.length; end++) {
    const shape = smallestShape(existingChunks(validators.slice(start, end)));
    if (shape.slots > limits.slots || end - start > limits.lanes) {
      if (fitting === undefined) throw new PageTooSmallError(validators[start]!.index, shape.slots, limits);
      return fitting;
    }
    fitting = { end, shape };
  }
  return fitting!;
}

function addValidators(
  totals: { principalWei: bigint; rawWei: bigint; existing: bigint },
  validators: readonly PlannedValidator[],
): { principalWei: bigint; rawWei: bigint; existing: bigint } {
  let { principalWei, rawWei, existing } = totals;
  for (const { balanceGwei, principalGwei, exists } of validators) {
    principalWei += (balanceGwei < principalGwei ? balanceGwei : principalGwei) * WEI_PER_GWEI;
    rawWei += balanceGwei * WEI_PER_GWEI;
    if (exists) existing += 1n;
  }
  return { principalWei, rawWei, existing };
}
