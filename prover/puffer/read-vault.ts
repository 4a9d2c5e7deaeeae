/**
 * The vault's side of the accounting, read slot by slot at one block: which layout holds is said by the proved implementation
 * slots and by Lido's proved version, and another implementation or version ends the reading.
 * @module
 */
import { hexToBigInt } from "viem";
import type { ProvedStorage } from "../chain/execution/proved-storage.ts";
import type { Hex } from "../hex.ts";
import { pendingOf, readDistribution, type VaultTerms } from "./accounting.ts";
import { internalEtherWei, LIDO_VERSIONS, stethWei } from "./lido-ether.ts";
import type { PufferNetwork } from "./network.ts";
import { ImplementationUnknownError } from "./network-errors.ts";
import { addressOf, IMPLEMENTATION_SLOT, mappingSlot } from "./storage-slots.ts";

export type VaultLayout = PufferNetwork["vault"]["layouts"][number];
export type DepositorLayout = PufferNetwork["revenueDepositor"]["layouts"][number];

/** A number in the storage, as it stands there. */
export interface ReadSlot {
  /** E.g. `vault.supply`. */
  readonly name: string;
  readonly account: Hex;
  /** null for the account's balance. */
  readonly slot: bigint | null;
  readonly value: bigint;
}

export interface VaultReading extends VaultTerms {
  readonly layout: VaultLayout;
  readonly depositorLayout: DepositorLayout;
  readonly lidoVersion: number;
  /** pufETH of the protocol: the bonds of the node operators. In the supply, and not ETH. */
  readonly bondsPufEth: bigint;
  /** Everything that was read, in order. */
  readonly slots: readonly ReadSlot[];
}

/**
 * @param timestamp  of the block, seconds.
 * @throws ImplementationUnknownError, and the errors of the storage.
 */
export async function readVault(
  storage: ProvedStorage,
  network: PufferNetwork,
  timestamp: bigint,
): Promise<VaultReading> {
  const slots: ReadSlot[] = [];
  const read = async (account: Hex, named: Readonly<Record<string, bigint>>) => {
    const names = Object.keys(named);
    const { values, balanceWei } = await storage.read(account, Object.values(named));
    names.forEach((name, i) => {
      slots.push({ name, account, slot: named[name]!, value: values[i]! });
    });
    return { values, balanceWei };
  };

  const { vault, protocol, weth, steth } = network;
  const layout = await layoutAt(storage, "vault", vault.address, vault.layouts);
  const { lidoLockedEth, rewardDeposit, rewardMint, supply, balances } = numbersOf(layout);
  const ofVault = await read(vault.address, {
    "vault.lidoLockedEth": lidoLockedEth,
    "vault.rewardDeposit": rewardDeposit,
    "vault.rewardMint": rewardMint,
    "vault.supply": supply,
    "vault.balanceOf(protocol)": mappingSlot(protocol.address, balances),
  });
  slots.push({ name: "vault.eth", account: vault.address, slot: null, value: ofVault.balanceWei });
  const wethRead = await read(weth.address, {
    "weth.balanceOf(vault)": mappingSlot(vault.address, hexToBigInt(weth.balances)),
  });
  const counted = await read(layout.oracle, {
    "oracle.activeValidators": hexToBigInt(network.oracle.activeValidators),
  });
  const depositor = layout.revenueDepositor;
  const depositorLayout = await layoutAt(
    storage,
    "revenueDepositor",
    depositor,
    network.revenueDepositor.layouts,
  );
  const distributed = await read(depositor, {
    "revenueDepositor.distribution": hexToBigInt(depositorLayout.distribution),
  });

  const { address: lido } = steth;
  const shared = await read(lido, {
    "steth.version": hexToBigInt(steth.version),
    "steth.shares(vault)": mappingSlot(vault.address, hexToBigInt(steth.shares)),
    "steth.totalAndExternalShares": hexToBigInt(steth.totalAndExternalShares),
  });
  const [version, shares, totalAndExternalShares] = shared.values;
  const lidoLayout = steth.layouts.find((known) => BigInt(known.version) === version);
  if (lidoLayout === undefined || !LIDO_VERSIONS.includes(lidoLayout.version)) {
    throw new ImplementationUnknownError("steth", lido, `of version ${version}`);
  }
  const lidoWords = await read(lido, {
    "steth.buffered": hexToBigInt(lidoLayout.buffered),
    "steth.staked": hexToBigInt(lidoLayout.staked),
  });
  const [buffered, staked] = lidoWords.values;
  const etherWei = internalEtherWei(lidoLayout.version, { buffered: buffered!, staked: staked! });

  const [lidoLockedWei, rewardDepositWei, rewardMintWei, supplyWei, bondsPufEth] = ofVault.values;
  return {
    layout,
    depositorLayout,
    lidoVersion: lidoLayout.version,
    ethWei: ofVault.balanceWei,
    wethWei: wethRead.values[0]!,
    stethWei: stethWei(shares!, totalAndExternalShares!, etherWei),
    lidoLockedWei: lidoLockedWei!,
    pendingWei: pendingOf(readDistribution(distributed.values[0]!), timestamp),
    rewardMintWei: rewardMintWei!,
    rewardDepositWei: rewardDepositWei!,
    activeValidators: counted.values[0]!,
    supplyWei: supplyWei!,
    bondsPufEth: bondsPufEth!,
    slots,
  };
}

/**
 * The layout of the implementation that a proxy has (EIP-1967).
 * @throws ImplementationUnknownError
 */
export async function layoutAt<Layout extends { readonly implementation: Hex }>(
  storage: ProvedStorage,
  contract: string,
  proxy: Hex,
  layouts: readonly Layout[],
): Promise<Layout> {
  const { values } = await storage.read(proxy, [IMPLEMENTATION_SLOT]);
  const implementation = addressOf(values[0]!);
  const layout = layouts.find((known) => known.implementation === implementation);
  if (layout === undefined) throw new ImplementationUnknownError(contract, proxy, implementation);
  return layout;
}

function numbersOf(layout: VaultLayout) {
  const { lidoLockedEth, rewardDeposit, rewardMint, supply, balances } = layout;
  return {
    lidoLockedEth: hexToBigInt(lidoLockedEth),
    rewardDeposit: hexToBigInt(rewardDeposit),
    rewardMint: hexToBigInt(rewardMint),
    supply: hexToBigInt(supply),
    balances: hexToBigInt(balances),
  };
}
