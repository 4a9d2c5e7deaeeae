/**
 * A registry over a synthetic state: validators drawn at random, one by one or in runs of neighbours, as a pool deposits
 * them. In the order of their indices.
 * @module
 */
import type { RegistryEntry } from "../../prover/plan/registry.ts";
import { RandomBytes } from "./random-bytes.ts";

export interface RegistryToDraw {
  /** Entries wanted. */
  readonly count: number;
  /** Neighbours that are drawn together: 1 for none. */
  readonly runLength: number;
  /** Validators of the state. */
  readonly validators: number;
  readonly seed: number;
}

const PRINCIPAL_GWEI = 32_000_000_000n;

/** @throws RangeError where there are not enough validators. */
export function drawRegistry({ count, runLength, validators, seed }: RegistryToDraw): RegistryEntry[] {
  const places = Math.floor(validators / runLength);
  const runs = Math.ceil(count / runLength);
  if (runs > places)
    throw new RangeError(`${validators} validators do not hold ${runs} runs of ${runLength}`);
  const random = new RandomBytes(seed, "registry");
  const drawn = new Set<number>();
  while (drawn.size < runs) drawn.add(Math.floor(random.fraction() * places));
  return [...drawn]
    .sort((a, b) => a - b)
    .flatMap((place) => Array.from({ length: runLength }, (_, i) => place * runLength + i))
    .slice(0, count)
    .map((index) => ({ index, principalGwei: PRINCIPAL_GWEI }));
}
