/**
 * The accounting of deployed contracts, for people: term by term, and what each cannot see.
 * @module
 */
import type { DeploymentSummary } from "../../bundle/deployment-summary.ts";
import { formatWeiAsEth, WEI_PER_GWEI } from "../../units.ts";

/** Beyond these they are counted, not listed. */
const LISTED = 10;

export function formatDeployment(summary: DeploymentSummary): string {
  const eth = (wei: string) => `${formatWeiAsEth(BigInt(wei))} ETH`;
  const rate = (value: string | null) =>
    value === null ? "none" : `${formatWeiAsEth(BigInt(value))} ETH per pufETH`;
  const { terms, missing, foreign, uncounted, below } = summary;
  const rows: [string, string][] = [
    ...terms.map(({ name, wei }): [string, string] => [name, eth(wei)]),
    [
      "of the stake counts at most",
      `${eth(summary.claimedWei)}: 32 for each of ${summary.activeValidators}, and rewards`,
    ],
    ["of it does not count", `${eth(summary.aboveClaimsWei)}: rewards that are not minted yet, gifts`],
    ["above 32 ETH a validator", `${eth(summary.excessWei)}: not pufETH's`],
    ["rewards minted, not returned", eth(summary.unreturnedRewardsWei)],
    ["the vault says", eth(summary.totalAssetsWei)],
    ["proved", eth(summary.backingWei)],
    ["shortfall", eth(summary.shortfallWei)],
    ["rate shown by the vault", rate(summary.shownRate)],
    ["rate proved", rate(summary.rate)],
    ["validators", placesOf(summary)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [
    `The contracts of ${summary.network}, at execution block ${summary.blockNumber}:`,
    ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`),
    ...listed(
      "below 32 ETH",
      below,
      ({ index, missingGwei }) => `${index} (−${eth(String(BigInt(missingGwei) * WEI_PER_GWEI))})`,
    ),
    ...listed("withdrawing elsewhere, worth nothing here", foreign, String),
    ...listed("ACTIVE and not registered on the chain, counted 0", uncounted, String),
    ...listed("neither validator nor waiting", missing, ({ module, position }) => `${module}[${position}]`),
    summary.isComplete
      ? "Nobody is left out: what is short is a loss, and not an omission."
      : "What is proved is a lower bound: what is missing or not shown counts nothing.",
    "Not seen:",
    ...terms.map(({ name, cannotSee }) => `  ${name}: ${cannotSee}`),
  ].join("\n");
}

function placesOf({ activeValidators, shown, unshown, waiting }: DeploymentSummary): string {
  const rest = unshown === "0" ? "" : `, ${unshown} not shown`;
  return `${shown} shown of ${activeValidators} that the oracle counts${rest}; ${waiting} deposits wait`;
}

function listed<T>(title: string, all: readonly T[], text: (one: T) => string): string[] {
  if (all.length === 0) return [];
  const more = all.length > LISTED ? `, and ${all.length - LISTED} more` : "";
  return [`  ${all.length} ${title}: ${all.slice(0, LISTED).map(text).join(", ")}${more}`];
}
