/**
 * Gas cost of pages on chain, used by the planner to choose borders and sizes. Measured over a list of 2.2 million
 * balances (`npm run gas`, test/snapshots/gas.json; test/plan/gas-cost.test.ts compares): whole transactions, calldata
 * included. These are constants, not settings: other values would give other borders, and pages of different partitions
 * cannot be combined on chain.
 * @module
 */

/** A page with no link branch: its share of the batched pairing, two multiplications, chaining and calldata. */
const PAGE_GAS = 59_420;
/** A level of link branch: one SHA-256 on chain and 32 bytes of calldata. */
const BRANCH_LEVEL_GAS = 842;
/** A transaction with pages, without the pages: base cost, top of the list, storage and the pairings of the batch. */
export const SUBMISSION_GAS = 424_500;
/** Opening a spurt, and finalizing it with four accounts; independent of the pages. */
const OPEN_AND_FINALIZE_GAS = 1_008_000;

/** @param branchLevels  from the page's link node up to the top of the list. */
export function pageGas(branchLevels: number): number {
  return PAGE_GAS + BRANCH_LEVEL_GAS * branchLevels;
}

/** A whole spurt whose pages take `gas`. */
export function spurtGas(gas: number): number {
  return OPEN_AND_FINALIZE_GAS + gas;
}
