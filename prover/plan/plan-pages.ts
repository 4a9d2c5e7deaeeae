/**
 * Splits a registry into pages, the fixed-size inputs of one circuit, and computes all public inputs in advance, so
 * that pages can be proved in any order. choose-transactions.ts decides which validators share a page. Pure: same registry,
 * state and limits, same plan, on every machine. Balances in gwei, totals in wei.
 * @module
 */

import { fromHex } from "../hex.ts";
import { balanceGweiAt } from "../state/balances.ts";
import { type LinkPosition, linkInputs } from "../state/link-position.ts";
import { linkBranch } from "../state/links.ts";
import { windowOfLeaf } from "../state/list-shape.ts";
import { listWindows } from "../state/list-tree.ts";
import type { VerifiedState } from "../state/verified-state.ts";
import { WEI_PER_GWEI } from "../units.ts";
import { chooseTransactions } from "./choose-transactions.ts";
import { PageTooSmallError } from "./errors.ts";
import { claimedChunk } from "./page-shape.ts";
import type { PageLimits } from "./page-sizes.ts";
import { type PublicInputs, rootHalves } from "./public-inputs.ts";
import type { RegistryEntry } from "./registry.ts";
import { registryCommitments } from "./registry-commitment.ts";

export interface PlannedValidator extends RegistryEntry {
  /** index < listLength: it has an entry in the balances list of this block. */
  readonly exists: boolean;
  /** 0 if it does not exist. */
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
  /** Validators of the registry that do not exist yet at this block: included, counted as 0 ETH. */
  readonly notExisting: readonly number[];
}

/**
 * @param startWei  start value of the totals: sources and waiting deposits at the same block, or 0 without an execution
 * layer.
 * @param from      number of validators that are proved elsewhere, less than all: pages begin after them, and the
 * totals include their balances, so the last totals do not depend on it.
 * @throws PageTooSmallError if a page cannot hold one validator.
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
  const windows = listWindows(state.layout, "balances", state.listLength);
  assertPagesHoldAny(validators.slice(from), limits);
  const choices = { chunks: validators.map(claimedChunk), limits, windows };
  const runs = chooseTransactions(choices, from).flat();
  const nothing = { principalWei: startWei, rawWei: startWei, existing: 0n };
  let totals = addValidators(nothing, validators.slice(0, from));
  const pages = runs.map(({ start, end, shape }, number): PlannedPage => {
    const taken = validators.slice(start, end);
    const node = linkBranch(state, shape.link).node;
    const before = totals;
    const after = addValidators(before, taken);
    totals = after;
    return {
      number,
      validators: taken,
      link: shape.link,
      slots: shape.slots,
      publicInputs: {
        ...rootHalves(fromHex(node)),
        ...linkInputs(shape.link, windowOfLeaf(windows, shape.link.firstChunk)),
        listLength: BigInt(state.listLength),
        commitmentIn: commitments[start]!,
        commitmentOut: commitments[end]!,
        principalInWei: before.principalWei,
        principalOutWei: after.principalWei,
        rawInWei: before.rawWei,
        rawOutWei: after.rawWei,
        countIn: BigInt(start),
        countOut: BigInt(end),
        existingIn: before.existing,
        existingOut: after.existing,
      },
    };
  });
  return {
    limits,
    pages,
    notExisting: validators.filter(({ exists }) => !exists).map(({ index }) => index),
  };
}

/** @throws PageTooSmallError. One chunk alone takes one slot: its parent is the link. */
function assertPagesHoldAny(validators: readonly PlannedValidator[], limits: PageLimits): void {
  const outside = validators.find(({ exists }) => limits.lanes < 1 || (exists && limits.slots < 1));
  if (outside !== undefined) throw new PageTooSmallError(outside.index, outside.exists ? 1 : 0, limits);
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
