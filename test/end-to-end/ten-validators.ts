/**
 * What the end-to-end tests prove of a real state: ten validators, and what an independent reading says of them.
 * Balances come from the SSZ bytes by hand-made offsets, hashes from node:crypto, the registry chain from circomlibjs.
 * @module
 */
import type { RegistryEntry } from "../../prover/plan/registry.ts";
import { pairHash } from "../state/real-states.ts";
import { poseidonOfCircomlib } from "../support/poseidon.ts";

const WINDOW = 16;

/** Position of the largest balance; the first of them. */
export function largestBalance(balancesGwei: readonly bigint[]): number {
  return balancesGwei.reduce((best, balance, i) => (balance > balancesGwei[best]! ? i : best), 0);
}

/**
 * Seven validators of the 16 whose chunks meet two levels above the largest balance, that one first, then three more:
 * two pages of the size `test` with its 4 slots and 8 lanes. All four places in a chunk occur. Principals lie just
 * below, at and just above the balance, at both ends of their range, and where they usually are.
 * @param lastThree  indices.
 */
export function tenValidators(
  balancesGwei: readonly bigint[],
  lastThree: readonly [number, number, number],
): RegistryEntry[] {
  const largest = largestBalance(balancesGwei);
  const start = largest - (largest % WINDOW);
  const inWindow = [15, 0, 6, 1, 9, 4, 11, 2]
    .map((offset) => start + offset)
    .filter((index) => index !== largest)
    .slice(0, 6);
  return [largest, ...inWindow, ...lastThree].map((index, position) => {
    const balanceGwei = balancesGwei[index] ?? 0n;
    const principals = [balanceGwei - 1n, balanceGwei, balanceGwei + 1n, 0n, 2n ** 64n - 1n, 32_000_000_000n];
    const principalGwei = principals[position % principals.length]!;
    return { index, principalGwei: principalGwei < 0n ? 0n : principalGwei };
  });
}

/** What `verify --json` must say of these validators. */
export async function expectedSummary(balancesGwei: readonly bigint[], registry: readonly RegistryEntry[]) {
  let [rawGwei, principalTotalGwei] = [0n, 0n];
  for (const { index, principalGwei } of registry) {
    const balanceGwei = balancesGwei[index] ?? 0n;
    rawGwei += balanceGwei;
    principalTotalGwei += balanceGwei < principalGwei ? balanceGwei : principalGwei;
  }
  const missing = registry.filter(({ index }) => index >= balancesGwei.length);
  return {
    valid: true,
    validators: registry.length,
    existing: registry.length - missing.length,
    notExisting: missing.map(({ index }) => `${index}`),
    rawGwei: rawGwei.toString(),
    principalGwei: principalTotalGwei.toString(),
    sourcesWei: "0",
    pendingDepositsWei: "0",
    liabilitiesWei: "0",
    waiting: 0,
    writtenOff: 0,
    policy: null,
    reservesWei: (principalTotalGwei * 10n ** 9n).toString(),
    registryCommitment: await commitmentOf(registry),
    keys: "development",
  };
}

async function commitmentOf(registry: readonly RegistryEntry[]): Promise<string> {
  const poseidon = await poseidonOfCircomlib();
  let commitment = 0n;
  for (const { index, principalGwei } of registry) {
    commitment = poseidon.F.toObject(poseidon([commitment, BigInt(index), principalGwei]));
  }
  return commitment.toString();
}

/** The JSON of a header; a beacon node writes the numbers as strings. */
export interface HeaderJson {
  readonly slot: string | number;
  readonly proposer_index: string | number;
  readonly parent_root: string;
  readonly state_root: string;
  readonly body_root: string;
}

/** hash_tree_root of a `BeaconBlockHeader`: five leaves under a tree of eight. */
export function blockRootOf(header: HeaderJson): string {
  const uint64 = (value: string | number) => {
    const leaf = Buffer.alloc(32);
    leaf.writeBigUInt64LE(BigInt(value));
    return `0x${leaf.toString("hex")}`;
  };
  const zero = `0x${"00".repeat(32)}`;
  const leaves = [
    uint64(header.slot),
    uint64(header.proposer_index),
    header.parent_root,
    header.state_root,
    header.body_root,
  ];
  let level = [...leaves, zero, zero, zero];
  while (level.length > 1) {
    level = Array.from({ length: level.length / 2 }, (_, i) => pairHash(level[2 * i]!, level[2 * i + 1]!));
  }
  return level[0]!;
}
