/**
 * A block header as an argument of the contracts.
 * @module
 */
import type { BeaconHeader } from "../../state/verified-state.ts";

export function headerArgument({ slot, proposerIndex, parentRoot, stateRoot, bodyRoot }: BeaconHeader) {
  return { slot: BigInt(slot), proposerIndex: BigInt(proposerIndex), parentRoot, stateRoot, bodyRoot };
}

const ZERO = `0x${"00".repeat(32)}` as const;

/** Placeholder if the contract already has the block. */
export const NO_HEADER = headerArgument({
  slot: 0,
  proposerIndex: 0,
  parentRoot: ZERO,
  stateRoot: ZERO,
  bodyRoot: ZERO,
});
