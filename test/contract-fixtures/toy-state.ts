/**
 * A small beacon state and execution state, made here, with everything a report proves: balances, two pools, a token.
 * Tries and SSZ trees come from independent implementations (@ethereumjs/mpt, @lodestar/types).
 * @module
 */

import { getNode, type Node } from "@chainsafe/persistent-merkle-tree";
import { createMerkleProof, createMPT, type MerklePatriciaTrie } from "@ethereumjs/mpt";
import { ssz } from "@lodestar/types";
import { type Hex, keccak256, numberToHex, pad, toBytes, toHex, toRlp } from "viem";

export const GENESIS_TIME = 1_700_000_000n;
export const SECONDS_PER_SLOT = 12n;
export const SLOT = 4_321;
export const SUPPLY_SLOT = 2n;
export const SUPPLY_WEI = 1_234_567_890_123_456_789_012n;
export const TOKEN: Hex = "0x00000000000000000000000000000000000d09e7";
export const POOLS: readonly { address: Hex; balanceWei: bigint }[] = [
  { address: "0x00000000000000000000000000000000000b0001", balanceWei: 321_000_000_000_000_000_007n },
  { address: "0x00000000000000000000000000000000000b0002", balanceWei: 0n },
];

/** 37 balances: 10 chunks, the last one not full. One is above 2^50 gwei. */
export const BALANCES_GWEI: readonly bigint[] = Array.from({ length: 37 }, (_, index) =>
  index === 17 ? 2n ** 50n + 17n : 32_000_000_000n + BigInt(index) * 1_000_003n,
);

export interface ToyExecution {
  readonly stateRoot: Hex;
  readonly poolProofs: Hex[][];
  readonly tokenProof: Hex[];
  readonly supplyProof: Hex[];
}

export async function makeExecution(): Promise<ToyExecution> {
  const storage = await createMPT({ useKeyHashing: true });
  // Neighbours, so that the supply does not stand alone in its trie.
  for (let slot = 0n; slot < 20n; slot++) {
    await storage.put(word(slot), rlpOf(slot === SUPPLY_SLOT ? SUPPLY_WEI : slot + 1n));
  }
  const accounts = await createMPT({ useKeyHashing: true });
  const put = (address: Hex, balanceWei: bigint, storageRoot: Hex) => {
    const fields: Hex[] = ["0x01", minimal(balanceWei), storageRoot, keccak256("0x60")];
    return accounts.put(toBytes(address), toBytes(toRlp(fields)));
  };
  const emptyRoot = toHex((await createMPT()).root());
  for (let other = 1n; other < 40n; other++) {
    await put(pad(numberToHex(other), { size: 20 }), other, emptyRoot);
  }
  for (const { address, balanceWei } of POOLS) await put(address, balanceWei, emptyRoot);
  await put(TOKEN, 0n, toHex(storage.root()));
  return {
    stateRoot: toHex(accounts.root()),
    poolProofs: await Promise.all(POOLS.map(({ address }) => proofOf(accounts, toBytes(address)))),
    tokenProof: await proofOf(accounts, toBytes(TOKEN)),
    supplyProof: await proofOf(storage, word(SUPPLY_SLOT)),
  };
}

/** Root node of an Electra state that commits to `executionStateRoot` and to the balances. */
export function makeBeaconState(executionStateRoot: Hex): Node {
  const state = ssz.electra.BeaconState.defaultValue();
  state.slot = SLOT;
  state.balances = BALANCES_GWEI.map(Number);
  state.latestExecutionPayloadHeader.stateRoot = toBytes(executionStateRoot);
  return ssz.electra.BeaconState.toView(state).node;
}

/** Siblings from `gindex` up to `root`, bottom-up. */
export function siblings(root: Node, gindex: bigint): Hex[] {
  const branch: Hex[] = [];
  for (let at = gindex; at > 1n; at >>= 1n) branch.push(toHex(getNode(root, at ^ 1n).root));
  return branch;
}

async function proofOf(trie: MerklePatriciaTrie, key: Uint8Array): Promise<Hex[]> {
  return (await createMerkleProof(trie, key)).map((node) => toHex(node));
}

const word = (value: bigint): Uint8Array => toBytes(value, { size: 32 });
const minimal = (value: bigint): Hex => (value === 0n ? "0x" : toHex(toBytes(value)));
const rlpOf = (value: bigint): Uint8Array => toBytes(toRlp(minimal(value)));
