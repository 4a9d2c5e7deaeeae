/**
 * What the storage of a deployment holds, as a network file says where: for tries that are made here.
 * @module
 */
import { hexToBigInt, keccak256, numberToHex } from "viem";
import type { Hex } from "../../prover/hex.ts";
import type { PufferNetwork } from "../../prover/puffer/network.ts";
import {
  IMPLEMENTATION_SLOT,
  mappingSlot,
  moduleSlots,
  podOf,
  validatorSlots,
} from "../../prover/puffer/storage-slots.ts";

const ETH = 10n ** 18n;

export interface ToyValidator {
  readonly status: number;
  /** 48 bytes. */
  readonly pubkey: Hex;
  /** Who enlisted it. */
  readonly node?: Hex;
}

export interface ToyModule {
  readonly name: string;
  /** Default: one of its place in the list. */
  readonly address?: Hex;
  readonly validators: readonly ToyValidator[];
  readonly moduleWei?: bigint;
  readonly podWei?: bigint;
}

export interface DeploymentContents {
  /** By account. */
  readonly slots: Map<Hex, Map<bigint, bigint>>;
  readonly balances: Map<Hex, bigint>;
  readonly set: (account: Hex, slot: bigint, value: bigint) => void;
}

/** Of the vault's distribution. */
export const TOY_TIME = 1_800_000_000n;

/** What the vault's slots hold. */
export const TOY_VAULT = {
  ethWei: 5n * ETH,
  wethWei: 3n * ETH + 7n,
  lidoLockedWei: 2n * ETH,
  rewardDepositWei: ETH,
  rewardMintWei: 4n * ETH,
  supplyWei: 100n * ETH,
} as const;

/** @param count  the oracle's. */
export function deploymentContents(
  network: PufferNetwork,
  modules: readonly ToyModule[],
  count: number,
): DeploymentContents {
  const slots = new Map<Hex, Map<bigint, bigint>>();
  const balances = new Map<Hex, bigint>();
  const set = (account: Hex, slot: bigint, value: bigint) => {
    if (!slots.has(account)) slots.set(account, new Map());
    slots.get(account)!.set(slot, value);
  };
  const { vault, protocol, weth, steth } = network;
  const layout = vault.layouts[0]!;
  const depositor = network.revenueDepositor.layouts[0]!;
  const base = hexToBigInt(protocol.layouts[0]!.base);
  set(vault.address, IMPLEMENTATION_SLOT, hexToBigInt(layout.implementation));
  set(vault.address, hexToBigInt(layout.lidoLockedEth), TOY_VAULT.lidoLockedWei);
  set(vault.address, hexToBigInt(layout.rewardDeposit), TOY_VAULT.rewardDepositWei);
  set(vault.address, hexToBigInt(layout.rewardMint), TOY_VAULT.rewardMintWei);
  set(vault.address, hexToBigInt(layout.supply), TOY_VAULT.supplyWei);
  balances.set(vault.address, TOY_VAULT.ethWei);
  set(weth.address, mappingSlot(vault.address, hexToBigInt(weth.balances)), TOY_VAULT.wethWei);
  set(layout.oracle, hexToBigInt(network.oracle.activeValidators), BigInt(count));
  set(layout.revenueDepositor, IMPLEMENTATION_SLOT, hexToBigInt(depositor.implementation));
  // 10 ETH over a day, of which a quarter has passed.
  set(
    layout.revenueDepositor,
    hexToBigInt(depositor.distribution),
    ((10n * ETH) << 152n) | (86_400n << 48n) | (TOY_TIME - 21_600n),
  );
  set(steth.address, hexToBigInt(steth.version), 3n);
  set(steth.address, mappingSlot(vault.address, hexToBigInt(steth.shares)), 6n * ETH);
  set(steth.address, hexToBigInt(steth.totalAndExternalShares), ((10n * ETH) << 128n) | (1_010n * ETH));
  set(steth.address, hexToBigInt(steth.layouts[0]!.buffered), (3n << 128n) | (36n * ETH));
  set(steth.address, hexToBigInt(steth.layouts[0]!.staked), (2n << 128n) | (1_132n * ETH));
  set(protocol.address, IMPLEMENTATION_SLOT, hexToBigInt(protocol.layouts[0]!.implementation));
  for (const [k, { name, address, validators, moduleWei, podWei }] of modules.entries()) {
    const module = address ?? moduleAddress(k);
    const places = moduleSlots(base, name);
    set(protocol.address, places.module, hexToBigInt(module));
    set(protocol.address, places.pendingIndices, BigInt(validators.length));
    for (const [position, { status, pubkey, node }] of validators.entries()) {
      if (status === 0) continue;
      const slot = validatorSlots(base, name, BigInt(position));
      // Above it stands the bond.
      if (node !== undefined) set(protocol.address, slot.node, (7n << 160n) | hexToBigInt(node));
      set(protocol.address, slot.status, (BigInt(status) << 160n) | hexToBigInt(module));
      set(protocol.address, slot.key[0], hexToBigInt(`0x${pubkey.slice(2, 66)}`));
      set(protocol.address, slot.key[1], hexToBigInt(`0x${pubkey.slice(66)}${"00".repeat(16)}`));
    }
    if (moduleWei !== undefined) balances.set(module, moduleWei);
    if (podWei !== undefined) balances.set(podOf(network, module), podWei);
  }
  return { slots, balances, set };
}

/** Of the module at a place in the list. */
export function moduleAddress(place: number): Hex {
  return `0x${keccak256(numberToHex(place + 1)).slice(26)}`;
}
