/**
 * What each account has earned in a spurt, and since the first one. Pure; wei.
 *
 *     net of a spurt  = Σ over its validators of withdrawn - principal returned; below 0 after a loss
 *     earned in total = the highest that the sum of nets has ever been: a loss is earned back before more is paid
 *     amount          = what `earned in total` rose by in the spurt + commissions + smoothing commitments
 *
 * So amounts are never negative, and the total of an account never falls.
 * @module
 */
import type { Hex } from "../hex.ts";
import { WEI_PER_GWEI } from "../units.ts";
import { OperatorRenamedError } from "./declared-errors.ts";

export interface OperatedValidator {
  readonly index: number;
  readonly account: Hex;
  readonly withdrawnGwei: bigint;
  readonly returnedGwei: bigint;
  readonly notYetWithdrawnGwei: bigint;
}

export interface AccountRewards {
  readonly account: Hex;
  /** In this spurt; may be below 0. */
  readonly netWei: bigint;
  readonly consensusWei: bigint;
  readonly commissionsWei: bigint;
  readonly smoothingWei: bigint;
  /** Of this spurt: the three above, without the net. */
  readonly amountWei: bigint;
  /** Above the principals on the beacon chain, or on its way: it is earned when it is withdrawn. */
  readonly notYetWithdrawnWei: bigint;
  /** Since the first spurt. */
  readonly totalNetWei: bigint;
  readonly totalConsensusWei: bigint;
  readonly cumulativeWei: bigint;
}

export interface AccountInputs {
  readonly validators: readonly OperatedValidator[];
  readonly commissionsWei: ReadonlyMap<Hex, bigint>;
  readonly smoothingWei: ReadonlyMap<Hex, bigint>;
  /** Of the spurt before; none for the first one. */
  readonly before: ReadonlyMap<Hex, AccountRewards>;
}

/** @returns Every account that ever earned or operates, in the order of addresses. */
export function accountRewards({
  validators,
  commissionsWei,
  smoothingWei,
  before,
}: AccountInputs): AccountRewards[] {
  const accounts = new Set<Hex>([
    ...before.keys(),
    ...validators.map(({ account }) => account),
    ...commissionsWei.keys(),
    ...smoothingWei.keys(),
  ]);
  return [...accounts].sort().map((account) => {
    const own = validators.filter((validator) => validator.account === account);
    const past = before.get(account);
    const netWei =
      WEI_PER_GWEI * sum(own.map(({ withdrawnGwei, returnedGwei }) => withdrawnGwei - returnedGwei));
    const totalNetWei = (past?.totalNetWei ?? 0n) + netWei;
    const pastConsensusWei = past?.totalConsensusWei ?? 0n;
    const totalConsensusWei = totalNetWei > pastConsensusWei ? totalNetWei : pastConsensusWei;
    const consensusWei = totalConsensusWei - pastConsensusWei;
    const [commissions, smoothing] = [commissionsWei.get(account) ?? 0n, smoothingWei.get(account) ?? 0n];
    const amountWei = consensusWei + commissions + smoothing;
    return {
      account,
      netWei,
      consensusWei,
      commissionsWei: commissions,
      smoothingWei: smoothing,
      amountWei,
      notYetWithdrawnWei: WEI_PER_GWEI * sum(own.map(({ notYetWithdrawnGwei }) => notYetWithdrawnGwei)),
      totalNetWei,
      totalConsensusWei,
      cumulativeWei: (past?.cumulativeWei ?? 0n) + amountWei,
    };
  });
}

/**
 * A validator's operator is the same in every spurt.
 * @param before  accounts by validator, of the spurt before.
 * @throws OperatorRenamedError
 */
export function requireSameOperators(
  validators: readonly Pick<OperatedValidator, "index" | "account">[],
  before: ReadonlyMap<number, Hex>,
): void {
  for (const { index, account } of validators) {
    const was = before.get(index);
    if (was !== undefined && was !== account) throw new OperatorRenamedError(index, was, account);
  }
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
