/**
 * The accounting of deployed contracts as rows of names and values, for every form of the report.
 * @module
 */

import type { Row } from "./fact-rows.ts";
import type { DeploymentFacts } from "./facts.ts";
import { formatCount, formatEth, formatRate } from "./format-amounts.ts";

/** With the letters of the rows. */
export const BACKING_FORMULA = "backing = A + min(V + W + Q, 32 · N + M)";

const wei = (amount: bigint) => `${formatEth(amount, 18)} ETH`;

export function accountingRows(facts: DeploymentFacts, rate: bigint | null): Row[] {
  const rateOf = (value: bigint | null) => (value === null ? "none" : `${formatRate(value)} ETH per pufETH`);
  const { activeValidators, unreturnedRewardsWei } = facts;
  return [
    ["A: what the vault holds", wei(facts.assetsWei)],
    ["V + W + Q: stake", wei(facts.stakeWei)],
    ["N: validators that the oracle counts", formatCount(activeValidators)],
    ["M: rewards minted as pufETH, less those returned", signedWei(unreturnedRewardsWei)],
    ["32 · N + M: the most that stake counts", wei(facts.claimedWei)],
    ["stake above that: rewards not minted yet, gifts", wei(facts.aboveClaimsWei)],
    ["validators above 32 ETH: not counted", wei(facts.excessWei)],
    ["backing, proved", wei(facts.backingWei)],
    ["total assets, as the vault says", wei(facts.totalAssetsWei)],
    ["shortfall: the difference", wei(facts.shortfallWei)],
    ["rate, proved", rateOf(rate)],
    ["rate that the vault shows", rateOf(facts.shownRate)],
  ];
}

/** Of the validators that the protocol's storage says are ACTIVE. */
export function activeRows({
  activeValidators,
  shown,
  unshown,
  waiting,
  foreign,
  uncounted,
  missing,
}: DeploymentFacts): Row[] {
  return [
    ["validators that the oracle counts", formatCount(activeValidators)],
    ["shown to be ACTIVE", formatCount(shown)],
    ["counted and not shown", formatCount(unshown)],
    ["deposits that wait", formatCount(waiting)],
    ["withdrawing elsewhere, worth nothing here", listed(foreign)],
    ...(uncounted.length === 0
      ? []
      : [["ACTIVE and not registered on the chain, counted 0", listed(uncounted)] as const]),
    [
      "neither validator nor waiting",
      listed(missing.map(({ module, position }) => `${module}[${position}]`)),
    ],
  ];
}

export function verdictOnShortfall({ shortfallWei, isComplete, excessWei }: DeploymentFacts): string {
  if (shortfallWei === 0n) {
    return "Nothing is short: what the vault says that it has was shown, as far as the terms below can see.";
  }
  if (!isComplete) {
    return (
      "The backing is a lower bound: who is not shown, or neither a validator nor waiting, counts nothing, so the " +
      "shortfall may be an omission."
    );
  }
  const moved =
    excessWei >= shortfallWei
      ? " As much lies in validators above 32 ETH: a consolidation looks like that."
      : "";
  return `Every validator that the oracle counts was found: the shortfall is a loss, and no omission.${moved}`;
}

/** Name, ETH, what it was read from, and what it cannot see. */
export function termRows({ terms }: DeploymentFacts): (readonly [string, string, string, string])[] {
  return terms.map(({ name, wei, from, cannotSee }) => [name, formatSigned(wei), from, cannotSee]);
}

/** Name, account, slot, and the number that stands there. */
export function slotRows({ slots }: DeploymentFacts): (readonly [string, string, string, string])[] {
  return slots.map(({ name, account, slot, value }) => [name, account, slot ?? "balance", value.toString()]);
}

/** Beyond these they are counted; the bundle lists all. */
const LISTED = 20;

function listed(names: readonly string[]): string {
  if (names.length === 0) return "0";
  const more = names.length > LISTED ? `, and ${names.length - LISTED} more` : "";
  return `${formatCount(names.length)}: ${names.slice(0, LISTED).join(", ")}${more}`;
}

function signedWei(amount: bigint): string {
  return `${formatSigned(amount)} ETH`;
}

function formatSigned(amount: bigint): string {
  return amount < 0n ? `−${formatEth(-amount, 18)}` : formatEth(amount, 18);
}
