/**
 * How many pages one transaction takes: as many as fit, in order. Planner and submitter both ask here, so that no more
 * transactions are sent than were planned. The contract itself has no limit; a chain and its clients have:
 *
 *     gas     of a transaction (EIP-7825), and of a block
 *     bytes   of a signed transaction in a client's pool
 *
 * Filling each transaction before the next is begun takes the fewest transactions, since pages must stay in order.
 * @module
 */
import { GAS_MARGIN, TRANSACTION_BYTES_CAP, TRANSACTION_GAS_CAP } from "../chain/constants.ts";
import { type GasRules, pageGas, SUBMISSION_GAS, submissionGas } from "./planned-gas.ts";

export interface TransactionLimits {
  /** That the simulation may use. */
  readonly gas: number;
  /** Of the signed transaction. */
  readonly bytes: number;
  /** Infinity: as many as fit. */
  readonly pages: number;
}

const WORD_BYTES = 32;
/** Of a page: its offset, linkNode to the branch's offset, commitmentOut to existingOut, proof, length of the branch. */
const PAGE_WORDS = 1 + 4 + 5 + 8 + 1;
/**
 * Selector, spurt, top of the list with the longest branch of any fork, start values of the run; and the signed
 * transaction around the calldata.
 */
export const SUBMISSION_BYTES = 2_048;

/** Calldata of one page. @param branchLevels  from the page's link node up to the top of the list. */
export function pageBytes(branchLevels: number): number {
  return WORD_BYTES * (PAGE_WORDS + branchLevels);
}

/**
 * @param blockGasLimit        undefined: a block holds more than a transaction may use, as on mainnet.
 * @param pagesPerTransaction  undefined: as many as fit.
 */
export function pageTransactionLimits(
  blockGasLimit: bigint = TRANSACTION_GAS_CAP,
  pagesPerTransaction: number = Number.POSITIVE_INFINITY,
): TransactionLimits {
  const cap = blockGasLimit < TRANSACTION_GAS_CAP ? blockGasLimit : TRANSACTION_GAS_CAP;
  const { numerator, denominator } = GAS_MARGIN;
  return {
    // With the margin that the sender adds, it is the cap.
    gas: Number((cap * denominator) / (denominator + numerator)),
    bytes: TRANSACTION_BYTES_CAP,
    pages: pagesPerTransaction,
  };
}

/**
 * @param branchLevels  of each page, in order.
 * @returns Number of pages in each transaction. A page that exceeds the limits alone is sent alone: the node then says why
 * it does not take it.
 */
export function fillTransactions(branchLevels: readonly number[], limits: TransactionLimits): number[] {
  const transactions: number[] = [];
  let [pages, gas, bytes] = [0, SUBMISSION_GAS, SUBMISSION_BYTES];
  for (const levels of branchLevels) {
    gas += pageGas(levels);
    bytes += pageBytes(levels);
    if (pages > 0 && (pages === limits.pages || gas > limits.gas || bytes > limits.bytes)) {
      transactions.push(pages);
      [pages, gas, bytes] = [0, SUBMISSION_GAS + pageGas(levels), SUBMISSION_BYTES + pageBytes(levels)];
    }
    pages++;
  }
  if (pages > 0) transactions.push(pages);
  return transactions;
}

/**
 * All pages and their transactions, without opening and finalizing, which no plan changes.
 * @param transactions  levels of link branch of each page, transaction by transaction.
 */
export function pagesGas(transactions: readonly (readonly number[])[], rules: GasRules): number {
  return sum(
    transactions.map((levels) =>
      submissionGas(sum(levels.map(pageGas)), SUBMISSION_BYTES + sum(levels.map(pageBytes)), rules),
    ),
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
