/**
 * The toy protocol's accounts in an execution state, with tries from an independent implementation (@ethereumjs/mpt).
 * @module
 */
import { createMerkleProof, createMPT, type MerklePatriciaTrie } from "@ethereumjs/mpt";
import { type Hex, keccak256, numberToHex, pad, toBytes, toHex, toRlp } from "viem";
import { SharedTrieNodes } from "../../prover/spurt/calls/share-trie-nodes.ts";
import type { SourceProofPiece } from "./call-pieces.ts";
import {
  AVS_REWARDS,
  LIABILITIES,
  PODS,
  PUFFER_POOL,
  SOURCES,
  SUPPLY_SLOT,
  TOKEN,
  type ToySource,
  WITHDRAWAL_POOL,
} from "./toy-protocol.ts";

/** What the accounts hold; whatever is not named is not there. */
export interface ToyAmounts {
  readonly balancesWei: ReadonlyMap<Hex, bigint>;
  readonly slots: ReadonlyMap<Hex, ReadonlyMap<bigint, bigint>>;
}

export interface ToyExecution {
  readonly stateRoot: Hex;
  /** Of all tries, each once. */
  readonly nodes: readonly Hex[];
  readonly sources: readonly SourceProofPiece[];
  readonly liabilities: readonly SourceProofPiece[];
  readonly supply: SourceProofPiece;
  /** One for each source, then one for each pod. */
  readonly sourceValuesWei: readonly bigint[];
  readonly liabilityValuesWei: readonly bigint[];
}

/** @param moreWei  what the pool and the token's supply hold more than in the first spurt. */
export function toyAmounts(moreWei = 0n): ToyAmounts {
  const balancesWei = new Map<Hex, bigint>([
    [PUFFER_POOL, 321_000_000_000_000_000_007n + moreWei],
    [WITHDRAWAL_POOL, 0n],
    [PODS[0]!.address, 64_000_000_000_000_000_001n],
    [PODS[1]!.address, 0n],
    [PODS[2]!.address, 5n],
    [AVS_REWARDS, 1n],
    [TOKEN, 0n],
  ]);
  // Neighbours, so that no slot stands alone in its trie; neither 1,000 nor 2,000 is there.
  const rewards = new Map(Array.from({ length: 20 }, (_, slot) => [BigInt(slot), BigInt(slot) + 1n]));
  rewards.set(3n, 12_345_678_901_234_567_890n).set(7n, 3_210_987_654_321_098_765n);
  const token = new Map(Array.from({ length: 20 }, (_, slot) => [BigInt(slot), BigInt(slot) + 1n]));
  token.set(SUPPLY_SLOT, 1_234_567_890_123_456_789_012n + moreWei);
  const slots = new Map([
    [AVS_REWARDS, rewards],
    [TOKEN, token],
  ]);
  return { balancesWei, slots };
}

export const supplyOf = ({ slots }: ToyAmounts): bigint => slots.get(TOKEN)!.get(SUPPLY_SLOT)!;

/** @param pods  that exist at the block. */
export async function makeExecution(amounts: ToyAmounts, pods: readonly Hex[]): Promise<ToyExecution> {
  const storages = new Map<Hex, MerklePatriciaTrie>();
  for (const [account, slots] of amounts.slots) {
    const storage = await createMPT({ useKeyHashing: true });
    for (const [slot, value] of slots) await storage.put(word(slot), toBytes(toRlp(minimal(value))));
    storages.set(account, storage);
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
  for (const [address, balanceWei] of amounts.balancesWei) {
    const storage = storages.get(address);
    await put(address, balanceWei, storage ? toHex(storage.root()) : emptyRoot);
  }

  const shared = new SharedTrieNodes();
  const proofOf = async ({ kind, account, slot }: ToySource): Promise<SourceProofPiece> => {
    const storage = storages.get(account);
    return shared.add({
      account: await nodesOf(accounts, toBytes(account)),
      slot: kind === "slot" && storage ? await nodesOf(storage, word(slot)) : [],
    });
  };
  const amountOf = ({ kind, account, slot }: ToySource): bigint =>
    (kind === "slot" ? amounts.slots.get(account)?.get(slot) : amounts.balancesWei.get(account)) ?? 0n;
  const counted = [...SOURCES, ...pods.map(podSource)];
  return {
    stateRoot: toHex(accounts.root()),
    nodes: shared.nodes,
    sources: await Promise.all(counted.map(proofOf)),
    liabilities: await Promise.all(LIABILITIES.map(proofOf)),
    supply: await proofOf({ name: "0x", kind: "slot", account: TOKEN, slot: SUPPLY_SLOT }),
    sourceValuesWei: counted.map(amountOf),
    liabilityValuesWei: LIABILITIES.map(amountOf),
  };
}

/** RLP of an execution block header: the state root is item 3, the timestamp item 11. */
export function encodeExecutionHeader(stateRoot: Hex, timestamp: bigint): Hex {
  const hash = (name: string): Hex => keccak256(toHex(name));
  return toRlp([
    hash("parent"),
    hash("uncles"),
    PUFFER_POOL,
    stateRoot,
    hash("transactions"),
    hash("receipts"),
    pad("0x01", { size: 256 }),
    minimal(0n),
    minimal(19_000_000n),
    minimal(36_000_000n),
    minimal(0n),
    minimal(timestamp),
    toHex("toy"),
    hash("randao"),
    pad("0x", { size: 8 }),
    minimal(7n),
    hash("withdrawals"),
    minimal(0n),
    minimal(0n),
    hash("beacon root"),
    hash("requests"),
  ]);
}

function podSource(account: Hex): ToySource {
  return { name: "0x", kind: "balance", account, slot: 0n };
}

async function nodesOf(trie: MerklePatriciaTrie, key: Uint8Array): Promise<Hex[]> {
  return (await createMerkleProof(trie, key)).map((node) => toHex(node));
}

const word = (value: bigint): Uint8Array => toBytes(value, { size: 32 });
const minimal = (value: bigint): Hex => (value === 0n ? "0x" : toHex(toBytes(value)));
