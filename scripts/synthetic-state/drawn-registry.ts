/**
 * Registries over a list as long as mainnet's. Their order is that of the indices: the beacon chain gives indices in the
 * order of deposits, and the pool makes its deposits in the order of its provisions.
 * @module
 */
import type { RegistryEntry } from "../../prover/plan/registry.ts";
import { seededRandom } from "./seeded-random.ts";

/** Entries of the balances list: mainnet passed two million in 2025. */
export const MAINNET_LENGTH = 2_200_000;

/** Validators that were deposited one after another. */
export const RUN_LENGTH = 8;

const PRINCIPAL_GWEI = 32_000_000_000n;
const SEED = 3;

/** Each index as likely as any other. */
export function drawAtRandom(count: number): RegistryEntry[] {
  return entriesOf(distinctDraws(count, MAINNET_LENGTH));
}

/** Runs of eight that start anywhere; the last one is shorter where `count` is no multiple of eight. */
export function drawInRuns(count: number): RegistryEntry[] {
  const places = Math.floor(MAINNET_LENGTH / (2 * RUN_LENGTH));
  const random = seededRandom(SEED + 1);
  // One run within each place of twice its length: runs do not overlap.
  const starts = distinctDraws(Math.ceil(count / RUN_LENGTH), places).map(
    (place) => 2 * RUN_LENGTH * place + Math.floor(random() * RUN_LENGTH),
  );
  const indices = starts.flatMap((start) => Array.from({ length: RUN_LENGTH }, (_, k) => start + k));
  return entriesOf(indices.slice(0, count));
}

/** @returns rising numbers below `limit`. */
function distinctDraws(count: number, limit: number): number[] {
  const random = seededRandom(SEED);
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(Math.floor(random() * limit));
  return [...drawn].sort((a, b) => a - b);
}

function entriesOf(indices: readonly number[]): RegistryEntry[] {
  return indices.map((index) => ({ index, principalGwei: PRINCIPAL_GWEI }));
}
