/**
 * The pages that a registry needs in one size, without proving: computed from the indices and the length and shape of
 * the balances list. They are the pages of `planPages`. Pure: same registry, list length and limits, same outline.
 * @module
 */
import { type ListExtent, leavesOf, windowsOf } from "../state/list-shape.ts";
import { chooseTransactions } from "./choose-transactions.ts";
import { claimedChunk } from "./page-shape.ts";
import { PAGE_SIZES, type PageSize } from "./page-sizes.ts";
import { pagesGas } from "./page-transactions.ts";
import type { GasRules } from "./planned-gas.ts";
import type { RegistryEntry } from "./registry.ts";

export interface PlanOutline {
  readonly size: PageSize;
  readonly pages: number;
  /** Validators per page, and the lanes of a page. */
  readonly validatorsPerPage: number;
  readonly lanes: number;
  /** Used hash slots per page, including the levels up to the raised link node, and the slots of a page. */
  readonly slotsPerPage: number;
  readonly slots: number;
  /** Share of all slots of all pages. */
  readonly slotUtilisation: number;
  /** Levels of link branch per page, verified on chain. */
  readonly branchLevelsPerPage: number;
  /** Transactions with pages; opening and finalizing come besides. */
  readonly transactions: number;
  /** Expected gas of the transactions with the pages, by planned-gas.ts. */
  readonly gas: number;
}

/**
 * @param balances  the list at the block.
 * @param from  validators that are proved elsewhere; pages begin after them.
 * @param rules  that gas is expected by; they change nothing else.
 */
export function outlinePlan(
  registry: readonly RegistryEntry[],
  balances: ListExtent,
  size: PageSize,
  from = 0,
  rules: GasRules = "osaka",
): PlanOutline {
  const limits = PAGE_SIZES[size];
  const windows = windowsOf(balances.shape, leavesOf("balances", balances.length));
  const chunks = registry.map(({ index }) => claimedChunk({ index, exists: index < balances.length }));
  const transactions = chooseTransactions({ chunks, limits, windows }, from);
  const runs = transactions.flat();
  const pages = runs.length;
  const slotsUsed = sum(runs.map(({ shape }) => shape.slots));
  return {
    size,
    pages,
    validatorsPerPage: (registry.length - from) / pages,
    lanes: limits.lanes,
    slotsPerPage: slotsUsed / pages,
    slots: limits.slots,
    slotUtilisation: slotsUsed / (pages * limits.slots),
    branchLevelsPerPage: sum(runs.map(({ shape }) => shape.branchLevels)) / pages,
    transactions: transactions.length,
    gas: pagesGas(
      transactions.map((taken) => taken.map(({ shape }) => shape.branchLevels)),
      rules,
    ),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
