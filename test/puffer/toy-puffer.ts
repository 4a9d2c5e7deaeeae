/**
 * A deployment in tries of this process: the storage of all contracts as the network file says, with validators in any state.
 * @module
 */
import { createMPT, type MerklePatriciaTrie } from "@ethereumjs/mpt";
import { MapDB } from "@ethereumjs/util";
import { keccak256, numberToHex, toBytes, toHex, toRlp } from "viem";
import type { Hex } from "../../prover/hex.ts";
import { loadNetwork } from "../../prover/puffer/load-network.ts";
import { networkOf, type PufferNetwork } from "../../prover/puffer/network.ts";
import {
  deploymentContents,
  moduleAddress,
  type ToyModule,
} from "../../scripts/synthetic-deployment/deployment-contents.ts";

export interface ToyPuffer {
  readonly network: PufferNetwork;
  readonly stateRoot: Hex;
  /** Every node of every trie. */
  readonly nodes: readonly Hex[];
  /** As they were written. */
  readonly slots: ReadonlyMap<Hex, ReadonlyMap<bigint, bigint>>;
}

/** @param count  the oracle's. @param edit  changes slots before they are written. */
export async function toyPuffer(
  modules: readonly ToyModule[],
  count: number,
  edit: (set: (account: Hex, slot: bigint, value: bigint) => void) => void = () => {},
): Promise<ToyPuffer> {
  const network = networkOf(await loadNetwork("mainnet"));
  const { slots, balances, set } = deploymentContents(network, modules, count);
  edit(set);
  return { network, slots, ...(await written(slots, balances)) };
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
