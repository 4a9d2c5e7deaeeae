/**
 * The burst threshold: Puffer stops growing at 22% of the chain's validators. The oracle reports the same share and
 * emits an event from the threshold on (verifier-contracts/src/ReservesOracle.sol).
 * @module
 */
import type { BundleFacts } from "./facts.ts";
import { formatBasisPoints, formatCount } from "./format-amounts.ts";

/** As `BURST_THRESHOLD_BASIS_POINTS` of the oracle. */
export const BURST_THRESHOLD_BASIS_POINTS = 2_200;
const BASIS_POINTS = 10_000n;

export function burstShare(existing: number, listLength: number): BundleFacts["share"] {
  const basisPoints = Number((BigInt(existing) * BASIS_POINTS) / BigInt(listLength));
  const reached = basisPoints >= BURST_THRESHOLD_BASIS_POINTS;
  return {
    existing,
    listLength,
    basisPoints,
    thresholdBasisPoints: BURST_THRESHOLD_BASIS_POINTS,
    reached,
    sentence:
      `${formatCount(existing)} of the ${formatCount(listLength)} validators in the chain's list are the protocol's: ` +
      `${formatBasisPoints(basisPoints)}, ${reached ? "not below" : "below"} the burst threshold of ` +
      `${formatBasisPoints(BURST_THRESHOLD_BASIS_POINTS)}. The list includes exited validators, so the share ` +
      "of the active ones can differ.",
  };
}
