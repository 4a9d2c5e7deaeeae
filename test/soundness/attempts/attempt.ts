/** What a forger tries: a lie, and whatever has to be changed along with it so that the next check is content. @module */
import { inverse } from "../../../scripts/soundness/constraint-system.ts";
import type { Lies } from "../forger.ts";

export interface Attempt {
  readonly name: string;
  readonly lies: Lies;
}

export const HUGE_GWEI = 1n << 63n;
export const range = (length: number) => Array.from({ length }, (_, i) => i);

/** Selectors by which a claim names a slot; without one, none. @param slots  that it may name. */
export function selectionOf(claim: string, slots: number, slot: number | undefined): Lies {
  // The selector of an only slot is the claim's `active`: the compiler has one wire for both.
  if (slots === 1) return {};
  return Object.fromEntries(range(slots).map((s) => [`${claim}.selector[${s}]`, s === slot ? 1n : 0n]));
}

/** Selectors and side by which a claim names one side of a slot; without a slot, none. */
export function claimOf(claim: string, slots: number, slot: number | undefined, side: bigint): Lies {
  return { ...selectionOf(claim, slots, slot), [`${claim}.side`]: side };
}

/** The name of the child of a slot. */
export function childOf(slot: number, side: bigint): string {
  return `${side === 1n ? "slotRight" : "slotLeft"}[${slot}]`;
}

/** What a slot has to say of a gindex. */
export function testsOfGindex(slot: number, gindex: bigint): Lies {
  const isZero = (name: string, value: bigint) => ({
    [`slot[${slot}].${name}.out`]: value === 0n ? 1n : 0n,
    [`slot[${slot}].${name}.inverse`]: value === 0n ? 0n : inverse(value),
  });
  return {
    [`slotGindex[${slot}]`]: gindex,
    ...isZero("unused", gindex),
    ...isZero("isRoot", gindex - 1n),
    // The first slot may not claim anything: it has no wire for it.
    ...(slot === 0 ? {} : { [`slot[${slot}].claims`]: gindex > 1n ? 1n : 0n }),
  };
}

/** Of the eight words of a digest. */
const OUTPUT_CARRY_BITS = [3, 1, 1, 2, 3, 1, 1, 2];

/** The names of the carries that a prover may choose. */
export function outputCarries(slot: number | "*"): string[] {
  return carriesOfPadding(`slot[${slot}].hash.padding`);
}

/** @param padding  a component. */
export function carriesOfPadding(padding: string): string[] {
  return OUTPUT_CARRY_BITS.flatMap((count, word) =>
    range(count).map((bit) => `${padding}.output${word}.carry[${bit}]`),
  );
}
