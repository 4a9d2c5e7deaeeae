/**
 * The accounting of deployed contracts as facts: of a bundle, and of what its trie nodes show.
 * @module
 */
import type { DeploymentSummary } from "../bundle/deployment-summary.ts";
import type { Bundle } from "../bundle/schema.ts";
import type { DeploymentFacts, ReservesComponent } from "./facts.ts";

/** @param summary  of the same bundle. */
export function deploymentFacts(bundle: Bundle, summary: DeploymentSummary): DeploymentFacts {
  const { terms, rate: _, shownRate, ...rest } = summary;
  const valued = terms.map((term) => ({ ...term, wei: BigInt(term.wei) }));
  const termOf = (id: string) => valued.find((term) => term.id === id)?.wei ?? 0n;
  return {
    network: rest.network,
    terms: valued,
    slots: bundle.deployment!.slots.map((read) => ({ ...read, value: BigInt(read.value) })),
    activeValidators: BigInt(rest.activeValidators),
    shown: rest.shown,
    unshown: BigInt(rest.unshown),
    waiting: rest.waiting,
    foreign: rest.foreign,
    uncounted: rest.uncounted,
    missing: rest.missing,
    isComplete: rest.isComplete,
    assetsWei: BigInt(rest.assetsWei),
    stakeWei: termOf("validators") + termOf("waiting") + termOf("pods"),
    claimedWei: BigInt(rest.claimedWei),
    aboveClaimsWei: BigInt(rest.aboveClaimsWei),
    totalAssetsWei: BigInt(rest.totalAssetsWei),
    backingWei: BigInt(rest.backingWei),
    shortfallWei: BigInt(rest.shortfallWei),
    excessWei: BigInt(rest.excessWei),
    unreturnedRewardsWei: BigInt(rest.unreturnedRewardsWei),
    shownRate: shownRate === null ? null : BigInt(shownRate),
  };
}

/** They add up to the backing. */
export function deploymentComponents({ terms, aboveClaimsWei }: DeploymentFacts): ReservesComponent[] {
  const components = terms.map(({ id, name, wei }): ReservesComponent => {
    const kind = id === "validators" ? "validators" : "term";
    return { kind, name, amountWei: wei < 0n ? -wei : wei, owed: wei < 0n, place: null };
  });
  if (aboveClaimsWei === 0n) return components;
  const name = "stake above what is claimed: rewards that are not minted yet, gifts";
  return [...components, { kind: "above-claims", name, amountWei: aboveClaimsWei, owed: true, place: null }];
}
