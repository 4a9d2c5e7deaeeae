/**
 * Gas cost of pages on chain, used by the planner to choose borders and sizes. Measured over a list of 2.2 million
 * balances (`npm run gas`, test/snapshots/gas.json; test/plan/planned-gas.test.ts compares): whole transactions, calldata
 * included. These are constants, not settings: other values would give other borders, and pages of different partitions
 * seldom share a border at which one goes on from the other. So borders and the pages of a transaction follow from Osaka's costs under all rules; rules
 * change what a plan is expected to cost, and with it which size is recommended. What a transaction that is about to be sent
 * takes, the node is asked: chain/client/send-transaction.ts.
 * @module
 */

/** By the fork that sets them. Amsterdam: EIP-7773, storage and calldata priced anew. */
export const GAS_RULES = ["osaka", "amsterdam"] as const;
export type GasRules = (typeof GAS_RULES)[number];

interface SpurtCost {
  /** A transaction with pages, without the pages: base cost, top of the list, storage and the pairings of the batch. */
  readonly submission: number;
  /** Opening a spurt, finalizing it with four accounts, and the first write of the top of its list. */
  readonly once: number;
  /** The least that a submission costs: its base, and each byte of calldata. Osaka's is below every submission. */
  readonly floor: { readonly base: number; readonly byte: number };
}

const COSTS: Readonly<Record<GasRules, SpurtCost>> = {
  osaka: { submission: 440_300, once: 999_000, floor: { base: 0, byte: 0 } },
  amsterdam: { submission: 529_100, once: 2_223_000, floor: { base: 15_000, byte: 64 } },
};

/** A page with no link branch: its share of the batched pairing, two multiplications, chaining and calldata. */
const PAGE_GAS = 59_420;
/** A level of link branch: one SHA-256 on chain and 32 bytes of calldata. */
const BRANCH_LEVEL_GAS = 842;
/** Of Osaka: what the limits of a transaction are compared with. State gas of Amsterdam does not count against them. */
export const SUBMISSION_GAS = COSTS.osaka.submission;

/** The same under all rules. @param branchLevels  from the page's link node up to the top of the list. */
export function pageGas(branchLevels: number): number {
  return PAGE_GAS + BRANCH_LEVEL_GAS * branchLevels;
}

/**
 * A transaction with pages.
 * @param pages  gas of its pages.
 * @param bytes  of its calldata.
 */
export function submissionGas(pages: number, bytes: number, rules: GasRules): number {
  const { submission, floor } = COSTS[rules];
  return Math.max(submission + pages, floor.base + floor.byte * bytes);
}

/** A whole spurt whose pages take `gas`. */
export function spurtGas(gas: number, rules: GasRules): number {
  return COSTS[rules].once + gas;
}
