/**
 * The accounting: what the vault says that it has is rebuilt from proved slots, to the wei, and each slot is compared with its
 * getter at the same block. A slot that is wrong, or derived where it is a literal, shows here.
 * @module
 */
import type { Abi } from "viem";
import { readView } from "../../chain/client/read-view.ts";
import type { Hex } from "../../hex.ts";
import { accountOf, PRINCIPAL_WEI } from "../../puffer/accounting.ts";
import { depositorAbi, oracleAbi, tokenAbi, vaultAbi } from "../../puffer/deployed-views.ts";
import { ImplementationUnknownError } from "../../puffer/network-errors.ts";
import { readVault, type VaultReading } from "../../puffer/read-vault.ts";
import { formatWeiAsEth } from "../../units.ts";
import { type Finding, fail, failure, ok, warn } from "../finding.ts";
import type { NetworkAt } from "./network-at.ts";

const NOTHING_STAKED = { validatorsWei: 0n, waitingWei: 0n, podsWei: 0n };
const WRONG_SLOT =
  "A slot of the network file is wrong, or the contract is another one: prove nothing with it.";

/** @returns the reading too, for the checks that go on with it; undefined where there is none. */
export async function checkVault(
  at: NetworkAt,
): Promise<{ readonly findings: readonly Finding[]; readonly vault: VaultReading | undefined }> {
  const implementations = "network: implementations";
  let vault: VaultReading;
  try {
    vault = await readVault(at.storage, at.network, at.timestamp);
  } catch (error) {
    const check = error instanceof ImplementationUnknownError ? implementations : "network: total assets";
    return { findings: [failure(check, error)], vault: undefined };
  }
  const known = ok(
    implementations,
    `vault ${vault.layout.implementation}, Lido's version ${vault.lidoVersion}; both proved`,
  );
  return { findings: [known, await checkTotalAssets(at, vault), ...(await checkGetters(at, vault))], vault };
}

async function checkTotalAssets(at: NetworkAt, vault: VaultReading): Promise<Finding> {
  const check = "network: total assets";
  try {
    const said = await ask(at, at.network.vault.address, vaultAbi, "totalAssets", []);
    const { totalAssetsWei } = accountOf(vault, NOTHING_STAKED);
    const rebuilt = `${formatWeiAsEth(totalAssetsWei)} ETH from proved slots`;
    if (said === totalAssetsWei) return ok(check, `${rebuilt}, as the vault says, to the wei`);
    const difference = `${rebuilt}, ${formatWeiAsEth(said)} ETH says the vault: ${formatWeiAsEth(totalAssetsWei - said)} ETH apart`;
    return fail(check, difference, WRONG_SLOT);
  } catch (error) {
    return failure(check, error);
  }
}

async function checkGetters(at: NetworkAt, vault: VaultReading): Promise<Finding[]> {
  const { vault: deployed, weth, steth, protocol } = at.network;
  const { oracle, revenueDepositor } = vault.layout;
  const own = deployed.address;
  const getters: readonly (readonly [string, bigint, () => Promise<bigint>])[] = [
    ["supply", vault.supplyWei, () => ask(at, own, vaultAbi, "totalSupply", [])],
    ["bonds", vault.bondsPufEth, () => ask(at, own, vaultAbi, "balanceOf", [protocol.address])],
    ["lidoLockedEth", vault.lidoLockedWei, () => ask(at, own, vaultAbi, "getPendingLidoETHAmount", [])],
    ["rewardMint", vault.rewardMintWei, () => ask(at, own, vaultAbi, "getTotalRewardMintAmount", [])],
    [
      "rewardDeposit",
      vault.rewardDepositWei,
      () => ask(at, own, vaultAbi, "getTotalRewardDepositAmount", []),
    ],
    ["WETH", vault.wethWei, () => ask(at, weth.address, tokenAbi, "balanceOf", [own])],
    ["stETH", vault.stethWei, () => ask(at, steth.address, tokenAbi, "balanceOf", [own])],
    [
      "activeValidators",
      vault.activeValidators * PRINCIPAL_WEI,
      () => ask(at, oracle, oracleAbi, "getLockedEthAmount", []),
    ],
    [
      "pending distribution",
      vault.pendingWei,
      () => ask(at, revenueDepositor, depositorAbi, "getPendingDistributionAmount", []),
    ],
  ];
  return Promise.all(
    getters.map(async ([name, proved, getter]) => {
      const check = `network: ${name}`;
      try {
        const said = await getter();
        return said === proved
          ? ok(check, `${proved}, by slot and by getter`)
          : fail(check, `the slot holds ${proved}, the getter says ${said}`, WRONG_SLOT);
      } catch (error) {
        const { message } = error as Error;
        return warn(
          check,
          `its getter cannot be read: ${message}`,
          "The total of all slots is compared alone.",
        );
      }
    }),
  );
}

function ask(at: NetworkAt, address: Hex, abi: Abi, name: string, args: readonly unknown[]): Promise<bigint> {
  const contract = { role: "deployed contract", address, abi } as const;
  return readView(at.chain, contract, name as never, args as never, at.blockNumber) as Promise<bigint>;
}
