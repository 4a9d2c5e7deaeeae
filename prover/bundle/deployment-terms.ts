/**
 * The terms of the accounting of deployed contracts: what each is, where it was read, and what it cannot see. For people; the
 * numbers are checked by check-deployment.ts.
 * @module
 */
import type { StakeTerms, VaultTerms } from "../puffer/accounting.ts";

export interface DeploymentTerm {
  readonly id: string;
  readonly name: string;
  readonly wei: bigint;
  /** Names of the slots, or what else it was read from. */
  readonly from: string;
  readonly cannotSee: string;
}

/** Amounts as they enter the sum: revenue that does not count yet is negative. */
export function deploymentTerms(vault: VaultTerms, stake: StakeTerms): DeploymentTerm[] {
  return [
    {
      id: "eth",
      name: "ETH of the vault",
      wei: vault.ethWei,
      from: "balance of the vault",
      cannotSee: "nothing: it is all that is there at the end of the block",
    },
    {
      id: "weth",
      name: "WETH of the vault",
      wei: vault.wethWei,
      from: "weth.balanceOf(vault)",
      cannotSee: "whether WETH's contract is whole; its code cannot change",
    },
    {
      id: "steth",
      name: "stETH of the vault",
      wei: vault.stethWei,
      from: "steth.shares(vault), steth.totalAndExternalShares, steth.buffered, steth.staked",
      cannotSee: "losses that Lido's oracle has not reported yet",
    },
    {
      id: "lidoLocked",
      name: "withdrawals asked of Lido",
      wei: vault.lidoLockedWei,
      from: "vault.lidoLockedEth",
      cannotSee: "that Lido may pay less than was asked for: this is Puffer's own number",
    },
    {
      id: "pending",
      name: "revenue that does not count yet",
      wei: -vault.pendingWei,
      from: "revenueDepositor.distribution",
      cannotSee: "revenue that still lies in the depositor: it counts nothing anywhere",
    },
    {
      id: "validators",
      name: "validators, each up to 32 ETH (V)",
      wei: stake.validatorsWei,
      from: "Groth16 proofs over the balances of the beacon state",
      cannotSee: "penalties of later blocks",
    },
    {
      id: "waiting",
      name: "deposits that wait in the queue (W)",
      wei: stake.waitingWei,
      from: "pending_deposits of the beacon state",
      cannotSee: "a deposit of somebody else for the same key that is ahead in the queue; a bad signature",
    },
    {
      id: "pods",
      name: "pods and modules (Q)",
      wei: stake.podsWei,
      from: "balances of the pods and modules, and withdrawals on their way to them",
      cannotSee:
        "whose it is: rewards that are not minted yet can hide a loss of the same size; ETH that EigenLayer has slashed",
    },
  ];
}
