/**
 * A chain of Gloas beacon blocks, one a slot, of which some kept their payload back, and the execution chain of the
 * payloads that were revealed: each has the time of its slot and the root of the beacon block before its own, which
 * EIP-4788 keeps under that time. Source: consensus-specs gloas/beacon-chain.md; EIP-4788.
 * @module
 */
import type { ChainClient } from "../../../prover/chain/client/chain-client.ts";
import type { Hex } from "../../../prover/hex.ts";
import { headerRoot } from "../../../prover/state/ssz-branch.ts";
import type { BeaconHeader } from "../../../prover/state/verified-state.ts";

export const PAYLOAD_GENESIS_TIME = 1_000n;
export const PAYLOAD_SLOT_SECONDS = 12n;
const LONG_AGO = 99;

const wordOf = (n: number): Hex => `0x${n.toString(16).padStart(64, "0")}`;
const hashOf = (number: number) => wordOf(0xe000 + number);
const timeOf = (slot: number) => PAYLOAD_GENESIS_TIME + PAYLOAD_SLOT_SECONDS * BigInt(slot);

export interface PayloadChain {
  readonly chain: ChainClient;
  readonly headers: readonly BeaconHeader[];
  /** Of the beacon block of a slot. */
  rootOf(slot: number): Hex;
  timeOf(slot: number): bigint;
  /** The execution block that the state of a slot's block names: the last payload before its own. */
  latestHash(slot: number): Hex;
  /** EIP-4788: roots by time. */
  readonly ring: ReadonlyMap<bigint, Hex>;
}

/** @param isFull  by slot; the payload of slot 0 must be there. */
export function payloadChain(isFull: readonly boolean[]): PayloadChain {
  const headers: BeaconHeader[] = [];
  for (const slot of isFull.keys()) {
    const parentRoot = slot === 0 ? wordOf(0) : headerRoot(headers[slot - 1]!);
    headers.push({ slot, proposerIndex: 1, parentRoot, stateRoot: wordOf(slot), bodyRoot: wordOf(2) });
  }
  const roots = headers.map(headerRoot);
  const full = isFull.flatMap((is, slot) => (is ? [slot] : []));
  const blocks = full.map((slot, k) => ({
    number: BigInt(k),
    hash: hashOf(k),
    parentHash: hashOf(k === 0 ? LONG_AGO : k - 1),
    stateRoot: wordOf(1),
    gasLimit: 60_000_000n,
    timestamp: timeOf(slot),
    parentBeaconBlockRoot: headers[slot]!.parentRoot,
  }));
  const ring = new Map(blocks.map((block) => [block.timestamp, block.parentBeaconBlockRoot]));
  const viem = {
    getBlock: async (asked: { blockHash?: Hex; blockNumber?: bigint; blockTag?: "latest" }) =>
      asked.blockTag === "latest"
        ? blocks.at(-1)
        : blocks.find(({ hash, number }) => hash === asked.blockHash || number === asked.blockNumber),
    getBlockNumber: async () => BigInt(blocks.length - 1),
    call: async ({ data }: { data: Hex }) => ({ data: ring.get(BigInt(data)) }),
  };
  const ask = (_: string, answer: Promise<unknown>) => answer;
  return {
    chain: { name: "test", viem, ask } as unknown as ChainClient,
    headers,
    rootOf: (slot) => roots[slot]!,
    timeOf,
    latestHash: (slot) => hashOf(full.filter((other) => other < slot).length - 1),
    ring,
  };
}

/** Every pattern of payloads in `count` slots, between two slots that have theirs on either side. */
export function payloadPatterns(count: number): boolean[][] {
  return Array.from({ length: 2 ** count }, (_, pattern) => [
    true,
    true,
    ...Array.from({ length: count }, (_, k) => (pattern & (1 << k)) !== 0),
    true,
    true,
  ]);
}
