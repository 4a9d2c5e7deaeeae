/**
 * Which pods and modules have to be shown: by the cap, only as many as it takes until stake reaches what the vault claims.
 * @module
 */
import type { Hex } from "../../hex.ts";
import { PRINCIPAL_WEI } from "../../puffer/accounting.ts";
import type { ModuleReading } from "../../puffer/read-deployment.ts";
import type { SourcePlace } from "../calls/opinion-calls.ts";

/** Of the contracts, at the spurt's block. */
export interface ShownStake {
  /** N. */
  readonly activeCount: bigint;
  /** M. */
  readonly mintedWei: bigint;
  /** V, W and Q so far. */
  readonly principalWei: bigint;
  readonly waitingWei: bigint;
  readonly podsWei: bigint;
}

/** What stake lacks to what the vault claims; at least 0. */
export function lackingWei({
  activeCount,
  mintedWei,
  principalWei,
  waitingWei,
  podsWei,
}: ShownStake): bigint {
  const lacking = PRINCIPAL_WEI * activeCount + mintedWei - principalWei - waitingWei - podsWei;
  return lacking > 0n ? lacking : 0n;
}

/**
 * Pods and modules that hold something, by the registry's list.
 * @param listed  modules of the registry, in its order.
 */
export function sourcePlaces(modules: readonly ModuleReading[], listed: readonly Hex[]): SourcePlace[] {
  const byAddress = new Map(modules.map((module) => [module.module, module]));
  return listed
    .flatMap((address, k): SourcePlace[] => {
      const module = byAddress.get(address.toLowerCase() as Hex);
      if (module === undefined) return [];
      return [
        { place: 2 * k, account: module.pod, wei: module.podWei },
        { place: 2 * k + 1, account: module.module, wei: module.moduleWei },
      ];
    })
    .filter(({ wei }) => wei > 0n);
}

/** The fewest that reach the need, the largest first; all of them where they do not reach it. */
export function neededSources(places: readonly SourcePlace[], needWei: bigint): SourcePlace[] {
  const needed: SourcePlace[] = [];
  let missingWei = needWei;
  for (const source of [...places].sort((a, b) =>
    a.wei === b.wei ? a.place - b.place : a.wei < b.wei ? 1 : -1,
  )) {
    if (missingWei <= 0n) break;
    needed.push(source);
    missingWei -= source.wei;
  }
  return needed;
}
