/**
 * Ties rewards to the liability that the report of the spurt carries, to the wei:
 *
 *     rewards since the first spurt - paid at the block = owed <= liability = owed + unallocated
 *
 * @module
 */
import type { Hex } from "../hex.ts";
import { LiabilityExceededError } from "./document-errors.ts";

export interface LiabilityAtReport {
  readonly distributor: Hex;
  /** In the report. */
  readonly liabilityWei: bigint;
  /** Claimed at its block. */
  readonly paidWei: bigint;
}

export interface LiabilityTie extends LiabilityAtReport {
  readonly owedWei: bigint;
  /** Promised to participants, and earned by nobody yet. */
  readonly unallocatedWei: bigint;
}

/** @throws LiabilityExceededError */
export function tieToLiability(spurt: bigint, cumulativeWei: bigint, at: LiabilityAtReport): LiabilityTie {
  const owedWei = cumulativeWei - at.paidWei;
  if (owedWei > at.liabilityWei) throw new LiabilityExceededError(spurt, owedWei, at.liabilityWei);
  return { ...at, owedWei, unallocatedWei: at.liabilityWei - owedWei };
}
