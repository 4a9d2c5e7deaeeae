/**
 * A second opinion's report for people: amounts, both rates, alarms, and until when it can be replaced.
 * @module
 */
import type { Alarm } from "../../chain/views/opinion-contracts.ts";
import type { OpinionOnChain, OpinionResult } from "../../spurt/opinion/opinion-result.ts";
import { at, eth } from "./decimal-texts.ts";
import { formatRows } from "./format-rows.ts";
import { DRY_RUN_NOTE, transactionRows } from "./format-transactions.ts";

const ALARM_TEXT: Readonly<Record<Alarm, string>> = {
  incomplete: "not every validator that the protocol counts is shown: the shortfall may be an omission",
  "foreign-credentials": "validators of the protocol pay out to somebody else",
  shortfall: "the shortfall is above the tolerance",
  "unbacked-rewards": "validators hold their 32 ETH: what lacks was minted for rewards",
  consolidated: "by whole balances nothing is short: principal has moved between validators",
};

export function formatOpinionResult(result: OpinionResult): string {
  const { spurt, alreadyFinalized, improvedFromWei, transactions, report, bundle } = result;
  if (report === null) return [DRY_RUN_NOTE, ...formatRows(transactionRows(transactions))].join("\n");
  const before: [string, string][] =
    improvedFromWei === null ? [] : [["backing before", `${eth(improvedFromWei)} ETH`]];
  const title = alreadyFinalized
    ? `Spurt ${spurt} already has its report.`
    : `Spurt ${spurt} has ${improvedFromWei === null ? "its" : "a higher"} report.`;
  const lower =
    BigInt(report.backingWei) < BigInt(bundle.reservesWei)
      ? [`The bundle proves ${eth(bundle.reservesWei)} ETH: what is not shown on the chain counts 0 there.`]
      : [];
  return [
    title,
    ...formatRows([...before, ...opinionRows(report), ...transactionRows(transactions)]),
    ...lower,
  ].join("\n");
}

export function opinionRows(report: OpinionOnChain): [string, string][] {
  const { unannounced, missing, alarms } = report;
  return [
    ["the vault says", `${eth(report.totalAssetsWei)} ETH`],
    ["backing", `${eth(report.backingWei)} ETH`],
    ["shortfall", `${eth(report.shortfallWei)} ETH`],
    ["rate shown", `${eth(report.shownRate)} ETH per pufETH`],
    ["rate proved", `${eth(report.rate)} ETH per pufETH`],
    ["not announced", `${unannounced} pairs that the protocol counts`],
    ["missing", `${missing} announced pairs without validator or deposit`],
    ...alarms.map((alarm): [string, string] => ["ALARM", ALARM_TEXT[alarm]]),
    ["counts from", at(report.effectiveAt)],
    ["replaceable", `until ${at(report.improvableUntil)}, by a higher one`],
  ];
}
