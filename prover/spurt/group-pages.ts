/**
 * Divides pages of a bundle among transactions. Planner and chain agree on where a run may end: where the registry keeps its
 * chain. The planner cuts at multiples alone (plan/choose-transactions.ts); a bundle of other borders, or a chain of smaller
 * blocks, may need ends of calls too, which the registry knows.
 * @module
 */
import type { Address } from "viem";
import type { Bundle } from "../bundle/schema.ts";
import type { ChainClient } from "../chain/client/chain-client.ts";
import { readCommitmentAt } from "../chain/views/read-commitment-at.ts";
import { KEPT_EVERY } from "../plan/choose-transactions.ts";
import { fillTransactions, type TransactionLimits } from "../plan/page-transactions.ts";
import { pageBorders } from "./calls/encode-pages.ts";
import { PagesNotKeptError } from "./page-errors.ts";

/** Where the registry is read. */
export interface RegistryOnChain {
  readonly chain: ChainClient;
  readonly registry: Address;
}

/**
 * As many pages a transaction as the limits take, or fewer, up to an end that is kept. Where there is none among as many pages
 * as asked for, it is as many more as it takes; gas and bytes are never exceeded.
 * @param bundle  its last page ends where the registry keeps its chain (check-against-oracle.ts).
 * @param from    the page of the first transaction, counted from 0.
 * @returns Number of pages in each transaction.
 * @throws PagesNotKeptError where no transaction reaches an end that is kept, and the errors of `readCommitmentAt`.
 */
export async function groupPages(
  bundle: Pick<Bundle, "manifest" | "pages">,
  from: number,
  limits: TransactionLimits,
  { chain, registry }: RegistryOnChain,
): Promise<number[]> {
  const total = bundle.pages.length;
  const levels = bundle.pages.map(({ link }) => link.branch.length);
  const borders = pageBorders(bundle);
  const isKept = async (end: number) => {
    const validators = borders[end]!;
    if (end === total || validators % BigInt(KEPT_EVERY) === 0n) return true;
    return (await readCommitmentAt(chain, registry, validators)) !== undefined;
  };
  const groups: number[] = [];
  for (let start = from; start < total; start += groups.at(-1)!) {
    const rest = levels.slice(start);
    const [most] = fillTransactions(rest, { ...limits, pages: Number.POSITIVE_INFINITY });
    const [wanted] = fillTransactions(rest, limits);
    const end = await firstKept(isKept, [
      ...countingDown(start + wanted!, start),
      ...countingUp(start + wanted!, start + most!),
    ]);
    if (end === undefined) throw new PagesNotKeptError(start + 1, start + most!, borders[start]!);
    groups.push(end - start);
  }
  return groups;
}

async function firstKept(isKept: (end: number) => Promise<boolean>, ends: readonly number[]) {
  for (const end of ends) if (await isKept(end)) return end;
  return undefined;
}

/** From the first, without the last. */
const countingDown = (from: number, to: number) => Array.from({ length: from - to }, (_, i) => from - i);
/** Without the first, up to the last. */
const countingUp = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i + 1);
