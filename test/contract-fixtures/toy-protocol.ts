/**
 * What the toy protocol is: its schedule, pods, provisions, registry, sources and token. Every case that a report must
 * get right stands here once; toy-state.ts and toy-execution.ts put it on a chain.
 * @module
 */
import { createHash } from "node:crypto";
import { type Hex, toHex } from "viem";

export const GENESIS_TIME = 1_700_000_000n;
export const SECONDS_PER_SLOT = 12n;
const WEEK_SECONDS = 604_800n;

/** Spurt 1 ends with a slot that nobody proposed in: its canonical block is one slot older. */
const FIRST_END_SLOT = 60_001n;
const FIRST_END = GENESIS_TIME + SECONDS_PER_SLOT * FIRST_END_SLOT;
export const SPURTS_START = FIRST_END - WEEK_SECONDS;
const FIRST_BLOCK_TIME = FIRST_END - SECONDS_PER_SLOT;

/** A canonical block and the one after it. */
export interface SpurtEnd {
  readonly spurt: bigint;
  readonly slot: bigint;
  readonly nextSlot: bigint;
}
export const FIRST_SPURT: SpurtEnd = {
  spurt: 1n,
  slot: FIRST_END_SLOT - 1n,
  nextSlot: FIRST_END_SLOT + 1n,
};
/** Its canonical block stands exactly at the end. */
export const SECOND_SPURT: SpurtEnd = {
  spurt: 2n,
  slot: FIRST_END_SLOT + WEEK_SECONDS / SECONDS_PER_SLOT,
  nextSlot: FIRST_END_SLOT + WEEK_SECONDS / SECONDS_PER_SLOT + 3n,
};

export const slotTime = (slot: bigint): bigint => GENESIS_TIME + SECONDS_PER_SLOT * slot;

/** The last one comes one second after the first spurt's block. */
export const PODS: readonly { address: Hex; addedAt: bigint }[] = [
  { address: "0x00000000000000000000000000000000000c0001", addedAt: SPURTS_START },
  { address: "0x00000000000000000000000000000000000c0002", addedAt: FIRST_BLOCK_TIME },
  { address: "0x00000000000000000000000000000000000c0003", addedAt: FIRST_BLOCK_TIME + 1n },
];

/** A validator funded by the pool. Its number is its place in `PROVISIONS`, from 1. */
export interface ToyProvision {
  readonly principalGwei: bigint;
  readonly provisionedAt: bigint;
  /** Whose credentials its deposit carries: a place in `PODS`. */
  readonly pod: number;
  /** First byte of these credentials. */
  readonly prefix: 1 | 2;
  /** Beacon chain index where it is registered. */
  readonly index?: bigint;
}

const ETH_32_GWEI = 32_000_000_000n;

/** Number 8 comes in the very second of the first spurt's block; 9 and 10 come later. */
export const PROVISIONS: readonly ToyProvision[] = [
  { principalGwei: ETH_32_GWEI, provisionedAt: SPURTS_START, pod: 0, prefix: 1, index: 5n },
  // More than its balance ever is, and far less.
  { principalGwei: 40_000_000_000n, provisionedAt: SPURTS_START + 7n, pod: 1, prefix: 1, index: 0n },
  // Written off.
  { principalGwei: ETH_32_GWEI, provisionedAt: SPURTS_START + 7n, pod: 0, prefix: 1 },
  { principalGwei: 1n, provisionedAt: SPURTS_START + 8n, pod: 0, prefix: 2, index: 3n },
  { principalGwei: ETH_32_GWEI, provisionedAt: FIRST_BLOCK_TIME - 900n, pod: 1, prefix: 1 },
  { principalGwei: 2n ** 60n, provisionedAt: FIRST_BLOCK_TIME - 800n, pod: 1, prefix: 2, index: 9n },
  // Its deposit waits at the first spurt's block; when the report comes, the validator is registered.
  {
    principalGwei: 2_048_000_000_000n,
    provisionedAt: FIRST_BLOCK_TIME - 700n,
    pod: 0,
    prefix: 2,
    index: 24n,
  },
  { principalGwei: ETH_32_GWEI, provisionedAt: FIRST_BLOCK_TIME, pod: 1, prefix: 1, index: 20n },
  { principalGwei: ETH_32_GWEI, provisionedAt: FIRST_BLOCK_TIME + 1n, pod: 2, prefix: 1, index: 25n },
  { principalGwei: ETH_32_GWEI, provisionedAt: FIRST_BLOCK_TIME + 13n, pod: 2, prefix: 1 },
];

/** The chain: numbers of provisions, not in the order in which they were made. */
const CHAIN = [2n, 1n, 4n, 6n, 7n, 8n, 9n];
export const REGISTRY = CHAIN.map((provision) => {
  const { index, principalGwei } = PROVISIONS[Number(provision) - 1]!;
  return { provision, index: index!, principalGwei };
});

/** @param number  of a provision, from 1. @returns its 48-byte public key: no point of any curve, nobody checks. */
export function pubkeyOf(number: number): Uint8Array {
  return makeKey(`provision ${number}`);
}

export function makeKey(name: string): Uint8Array {
  return new Uint8Array(createHash("sha384").update(name).digest());
}

/** @returns withdrawal credentials. */
export function credentialsOf({ pod, prefix }: Pick<ToyProvision, "pod" | "prefix">): Uint8Array {
  const credentials = new Uint8Array(32);
  credentials[0] = prefix;
  credentials.set(Buffer.from(PODS[pod]!.address.slice(2), "hex"), 12);
  return credentials;
}

export interface ToySource {
  readonly name: Hex;
  readonly kind: "balance" | "slot";
  readonly account: Hex;
  /** 0 for a balance. */
  readonly slot: bigint;
}

export const AVS_REWARDS: Hex = "0x00000000000000000000000000000000000a0001";
export const NEVER_USED: Hex = "0x00000000000000000000000000000000000fffff";
export const PUFFER_POOL: Hex = "0x00000000000000000000000000000000000b0001";
export const WITHDRAWAL_POOL: Hex = "0x00000000000000000000000000000000000b0002";

/** Both kinds; and zero in every way that a trie can say it: zero balance, no account, no slot, no storage at all. */
export const SOURCES: readonly ToySource[] = [
  balance("PufferPool", PUFFER_POOL),
  balance("WithdrawalPool", WITHDRAWAL_POOL),
  slot("AVS rewards", AVS_REWARDS, 3n),
  slot("AVS rewards, none", AVS_REWARDS, 1_000n),
  balance("No account", NEVER_USED),
  slot("No storage", PUFFER_POOL, 3n),
  slot("No account's storage", NEVER_USED, 0n),
];
export const LIABILITIES: readonly ToySource[] = [
  slot("Rewards promised to NoOps", AVS_REWARDS, 7n),
  slot("Rewards promised, none", AVS_REWARDS, 2_000n),
];

export const TOKEN: Hex = "0x00000000000000000000000000000000000d09e7";
export const SUPPLY_SLOT = 2n;

function balance(name: string, account: Hex): ToySource {
  return { name: nameOf(name), kind: "balance", account, slot: 0n };
}

function slot(name: string, account: Hex, number: bigint): ToySource {
  return { name: nameOf(name), kind: "slot", account, slot: number };
}

function nameOf(text: string): Hex {
  return toHex(text, { size: 32 });
}
