/**
 * A deployment in tries of this process: the storage of all contracts as the network file says, with validators in any state.
 * @module
 */
import { createMPT, type MerklePatriciaTrie } from "@ethereumjs/mpt";
import { MapDB } from "@ethereumjs/util";
import { hexToBigInt, keccak256, numberToHex, toBytes, toHex, toRlp } from "viem";
import type { Hex } from "../../prover/hex.ts";
import { loadNetwork } from "../../prover/puffer/load-network.ts";
import { networkOf, type PufferNetwork } from "../../prover/puffer/network.ts";
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
  readonly validators: readonly ToyValidator[];
  readonly moduleWei?: bigint;
  readonly podWei?: bigint;
}

export interface ToyPuffer {
  readonly network: PufferNetwork;
  readonly stateRoot: Hex;
  /** Every node of every trie. */
  readonly nodes: readonly Hex[];
  /** As they were written. */
  readonly slots: ReadonlyMap<Hex, ReadonlyMap<bigint, bigint>>;
}

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

/** @param count  the oracle's. @param edit  changes slots before they are written. */
export async function toyPuffer(
  modules: readonly ToyModule[],
  count: number,
  edit: (set: (account: Hex, slot: bigint, value: bigint) => void) => void = () => {},
): Promise<ToyPuffer> {
  const network = networkOf(await loadNetwork("mainnet"));
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
  for (const [k, { name, validators, moduleWei, podWei }] of modules.entries()) {
    const module = moduleAddress(k);
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
  edit(set);
  return { network, slots, ...(await written(slots, balances)) };
}

/** Of the module at a place in the list. */
export function moduleAddress(place: number): Hex {
  return `0x${keccak256(numberToHex(place + 1)).slice(26)}`;
}

export function toyKey(seed: number): Hex {
  const digits = keccak256(numberToHex(seed + 1)).slice(2);
  return `0x${digits}${digits.slice(0, 32)}`;
}

async function written(
  slots: ReadonlyMap<Hex, ReadonlyMap<bigint, bigint>>,
  balances: ReadonlyMap<Hex, bigint>,
) {
  const nodes: Hex[] = [];
  const state = await openTrie();
  const accounts = new Set([...slots.keys(), ...balances.keys(), moduleAddress(7_000)]);
  for (const account of accounts) {
    const storage = await openTrie();
    for (const [slot, value] of slots.get(account) ?? []) {
      if (value !== 0n) await storage.put(toBytes(slot, { size: 32 }), toBytes(toRlp(minimal(value))));
    }
    nodes.push(...nodesOf(storage));
    const fields = [
      "0x01",
      minimal(balances.get(account) ?? 0n),
      toHex(storage.root()),
      keccak256("0x60"),
    ] as const;
    await state.put(toBytes(account), toBytes(toRlp(fields)));
  }
  return { stateRoot: toHex(state.root()), nodes: [...nodes, ...nodesOf(state)] };
}

const DATABASES = new WeakMap<MerklePatriciaTrie, MapDB<string, string>>();

async function openTrie() {
  const db = new MapDB<string, string>();
  const trie = await createMPT({ db, useKeyHashing: true });
  DATABASES.set(trie, db);
  return trie;
}

/** Those that are still in the trie, and older ones. */
function nodesOf(trie: MerklePatriciaTrie): Hex[] {
  return [...DATABASES.get(trie)!._database.values()].map((node): Hex => `0x${node}`);
}

function minimal(value: bigint): Hex {
  return value === 0n ? "0x" : toHex(toBytes(numberToHex(value)));
}
