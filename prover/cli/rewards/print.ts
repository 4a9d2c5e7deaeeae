/**
 * Rewards for people.
 * @module
 */
import type { RewardsCheck } from "../../rewards/check-rewards.ts";
import type { ClaimResult } from "../../rewards/claim-rewards.ts";
import type { TreeKind } from "../../rewards/published-tree.ts";
import type { RewardsDocument } from "../../rewards/rewards-document.ts";
import { formatWeiAsEth } from "../../units.ts";
import { eth } from "../output/decimal-texts.ts";
import { formatRows } from "../output/format-rows.ts";
import { formatTable } from "../output/format-table.ts";
import { DRY_RUN_NOTE, transactionRows } from "../output/format-transactions.ts";

export function formatRewards(document: RewardsDocument, folder: string): string {
  const { spurt, from, to, withdrawals, accounts, interval, cumulative, liability } = document;
  const rows: [string, string][] = [
    ["spurt", spurt],
    ["slots", `${from.slot} to ${to.slot}`],
    ["withdrawals", `${withdrawals.count} proved, of ${document.validators.length} validators and others`],
  ];
  if (interval.published === null) rows.push(["interval", "nobody earned anything"]);
  else {
    const { root, leavesWei, rewardsAmountWei, calldata } = interval.published;
    rows.push(
      ["interval id", `${interval.intervalId}, epochs ${interval.startEpoch} to ${interval.endEpoch}`],
      ["interval root", root],
      ["interval rewards", `${eth(leavesWei)} ETH; ${eth(rewardsAmountWei)} to be published`],
      ["calldata", calldata],
    );
  }
  if (cumulative !== null) {
    rows.push(
      ["cumulative root", cumulative.root],
      ["since the first spurt", `${eth(cumulative.totalWei)} ETH`],
    );
  }
  if (liability !== null) {
    const { liabilityWei, owedWei, unallocatedWei } = liability;
    rows.push([
      "liability",
      `${eth(liabilityWei)} ETH = ${eth(owedWei)} owed + ${eth(unallocatedWei)} earned by nobody yet`,
    ]);
  }
  const columns = [
    "account",
    "this spurt",
    "consensus",
    "commissions",
    "smoothing",
    "not withdrawn",
    "in all",
  ];
  const lines = accounts.map((one) => [
    one.account,
    eth(one.amountWei),
    BigInt(one.netWei) < 0n ? `loss of ${eth(one.netWei.slice(1))}` : eth(one.consensusWei),
    eth(one.commissionsWei),
    eth(one.smoothingWei),
    eth(one.notYetWithdrawnWei),
    eth(one.cumulativeWei),
  ]);
  return [
    ...formatRows(rows),
    "",
    ...formatTable([columns, ...lines]),
    "",
    `The files are in ${folder}`,
  ].join("\n");
}

export function formatCheck({
  kind,
  spurt,
  publishedRoot,
  rebuiltRoot,
  leaves,
  differences,
}: RewardsCheck): string {
  const head = formatRows([
    ["tree", `${kind}, of spurt ${spurt}`],
    ["published", publishedRoot],
    ["rebuilt", rebuiltRoot ?? "no tree: nobody earned anything"],
  ]);
  if (publishedRoot === rebuiltRoot)
    return [...head, `All ${leaves} leaves are what the chains give.`].join("\n");
  const rows = differences.map(({ account, published, rebuilt }) => [
    account,
    published ?? "no leaf",
    rebuilt ?? "no leaf",
  ]);
  return [...head, "", ...formatTable([["account", "published", "rebuilt"], ...rows])].join("\n");
}

export interface ShownProof {
  readonly kind: TreeKind;
  readonly root: string;
  readonly account: string;
  readonly isL1Contract: boolean | null;
  readonly amountWei: bigint;
  readonly proof: readonly string[];
}

export function formatProof({ kind, root, account, isL1Contract, amountWei, proof }: ShownProof): string {
  const rows: [string, string][] = [
    ["account", account],
    [kind === "cumulative" ? "since the first spurt" : "this interval", `${formatWeiAsEth(amountWei)} ETH`],
    ["wei", String(amountWei)],
  ];
  if (isL1Contract !== null) rows.push(["contract on L1", isL1Contract ? "yes" : "no"]);
  rows.push(["root", root], ["proof", proof.length === 0 ? "empty: it is the only leaf" : proof[0]!]);
  return [...formatRows([...rows, ...proof.slice(1).map((node): [string, string] => ["", node])])].join("\n");
}

export function formatClaim({ claims, transaction }: ClaimResult, dryRun: boolean): string {
  const title =
    transaction === null
      ? "Everything was claimed before: nothing was sent."
      : dryRun
        ? DRY_RUN_NOTE
        : "Claimed.";
  const rows = claims.map(({ account, unpaidWei }): [string, string] => [account, `${eth(unpaidWei)} ETH`]);
  return [
    title,
    ...formatRows([...rows, ...transactionRows(transaction === null ? [] : [transaction])]),
  ].join("\n");
}
