/**
 * What backs the token, as ReservesOracle adds it up.
 *
 *     staked   = validators + waiting deposits + pods + withdrawals on their way to pods
 *                + principal of consolidated validators that others hold, by the policy `principal`
 *     reserves = sources + withdrawals on their way to them + staked − liabilities, not below 0
 *
 * By the policy `principal` staked ETH counts up to the principal that the pool has provided and not got back: what is
 * above it are rewards of the NoOps, wherever they are.
 * @module
 */
import { WEI_PER_GWEI } from "../../units.ts";
import {
  type ExecutionProof,
  pendingDepositsWei,
  startWei,
  totalWei,
  withdrawalsWei,
} from "./execution-proof.ts";

export interface ReservesParts {
  /** Principal that is still out; the most that staked ETH counts by the policy `principal`. */
  readonly outstandingWei: bigint;
  /** Staked ETH above it, which does not count; 0 by the policy `raw`. */
  readonly aboveOutstandingWei: bigint;
  readonly reservesWei: bigint;
}

/**
 * @param pagesWei   what the pages count of validators, by the execution part's policy.
 * @param creditWei  principal of consolidated validators that others hold.
 */
export function reservesOf(
  proof: Pick<ExecutionProof, "policy" | "sources" | "liabilities" | "deposits" | "withdrawals">,
  pagesWei: bigint,
  creditWei: bigint,
): ReservesParts {
  const validatorsWei = pagesWei + (proof.policy === "principal" ? creditWei : 0n);
  const outstandingWei = BigInt(proof.deposits.outstandingGwei) * WEI_PER_GWEI;
  const stakedWei = validatorsWei + pendingDepositsWei(proof) + podsWei(proof);
  const isAbove = proof.policy === "principal" && stakedWei > outstandingWei;
  const aboveOutstandingWei = isAbove ? stakedWei - outstandingWei : 0n;
  const countedWei = validatorsWei + startWei(proof) - aboveOutstandingWei;
  const owedWei = totalWei(proof.liabilities);
  return {
    outstandingWei,
    aboveOutstandingWei,
    reservesWei: countedWei > owedWei ? countedWei - owedWei : 0n,
  };
}

/** What pods hold and receive. A pod that is a source too counts as the source. */
function podsWei({ sources, withdrawals }: Pick<ExecutionProof, "sources" | "withdrawals">): bigint {
  const free = sources.filter(({ kind }) => kind !== "pod");
  const held = totalWei(sources) - totalWei(free);
  return held + withdrawalsWei({ sources, withdrawals }) - withdrawalsWei({ sources: free, withdrawals });
}
