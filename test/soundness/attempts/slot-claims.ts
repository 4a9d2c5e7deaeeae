/** Attempts on what slots claim, over a page one of whose slots is unused. @module */
import { PAGE_SIZES } from "../../../prover/plan/page-sizes.ts";
import type { Forger, Lies } from "../forger.ts";
import {
  type Attempt,
  childOf,
  claimOf,
  outputCarries,
  range,
  selectionOf,
  testsOfGindex,
} from "./attempt.ts";

const { slots: SLOTS } = PAGE_SIZES.test;

export function slotClaims(forger: Forger, unused: number): Attempt[] {
  const root = range(SLOTS).find((slot) => forger.valueAt(`slotGindex[${slot}]`) === 1n)!;
  const claiming = range(SLOTS).filter((slot) => slot !== unused && slot !== root);
  return [
    ...claiming.flatMap((slot) => claimsOf(forger, slot, unused)),
    ...aroundTheRoot(forger, unused, root),
    ...range(2).map((half) => digestOf(forger, root, half, {}, `the root at slot ${root}`)),
  ];
}

function gindexOf(forger: Forger, slot: number): bigint {
  return forger.valueAt(`slotGindex[${slot}]`);
}

/** Whose own digest, or whose parent, is not what it says. */
function claimsOf(forger: Forger, slot: number, unused: number): Attempt[] {
  const claim = `slotClaim[${slot}]`;
  const attempts = range(2).flatMap((half) => {
    const picked = `${claim}.picked[${half}]`;
    const kept = { [picked]: forger.valueAt(picked) };
    const { lies } = digestOf(forger, slot, half, {}, "");
    const fitting = { ...lies, [picked]: forger.forge(lies).valueAt(`slot[${slot}].digest[${half}]`) };
    const name = `slot ${slot} has another digest, half ${half}`;
    return [
      { name, lies: { ...lies, ...kept } },
      { name: `${name}, and picks it`, lies: fitting },
      { name: `${name}, and claims nothing`, lies: { ...lies, ...claimOf(claim, slot, undefined, 0n) } },
    ];
  });
  attempts.push({
    name: `slot ${slot} is said to claim nothing`,
    lies: {
      ...testsOfGindex(slot, gindexOf(forger, slot)),
      [`slot[${slot}].claims`]: 0n,
      ...claimOf(claim, slot, undefined, 0n),
    },
  });
  if (unused < slot) attempts.push(...ofUnused(forger, slot, unused));
  return attempts;
}

function ofUnused(forger: Forger, slot: number, unused: number): Attempt[] {
  const claim = `slotClaim[${slot}]`;
  const side = forger.valueAt(`${claim}.side`);
  const parent = range(slot).find((s) => forger.valueAt(`${claim}.selector[${s}]`) === 1n)!;
  const decoy: Lies = {
    ...Object.fromEntries(
      range(2).map((k) => [`${childOf(unused, side)}[${k}]`, forger.valueAt(`slot[${slot}].digest[${k}]`)]),
    ),
    ...selectionOf(claim, slot, unused),
    [`${claim}.gindexProduct[${parent}]`]: 0n,
    [`${claim}.gindexProduct[${unused}]`]: 0n,
  };
  return [
    { name: `slot ${slot} claims to be the child of an unused slot`, lies: decoy },
    {
      name: `slot ${slot} claims to be the child of an unused slot and gives it the gindex of its own parent`,
      lies: { ...decoy, [`${claim}.gindexProduct[${unused}]`]: gindexOf(forger, parent) },
    },
    {
      name: `slot ${slot} claims to be the child of two slots together`,
      lies: { [`${claim}.selector[${unused}]`]: 1n, ...testsOfGindex(slot, gindexOf(forger, slot)) },
    },
  ];
}

/** In the unused slot. */
function aroundTheRoot(forger: Forger, slot: number, root: number): Attempt[] {
  const copied = ["slotLeft[*][0]", "slotLeft[*][1]", "slotRight[*][0]", "slotRight[*][1]"];
  const carries = outputCarries("*");
  const asTheRoot = Object.fromEntries(
    [...copied, ...carries].map((name) => [
      name.replace("*", String(slot)),
      forger.valueAt(name.replace("*", String(root))),
    ]),
  );
  const second = { ...asTheRoot, ...testsOfGindex(slot, 1n) };
  return [
    ...range(2).map((half) => digestOf(forger, slot, half, second, `a second root at slot ${slot}`)),
    {
      name: `slot ${slot} is the root at another gindex and is said to be at 1`,
      lies: {
        ...asTheRoot,
        ...testsOfGindex(slot, 5n),
        ...(slot === 0 ? {} : { [`slot[${slot}].claims`]: 0n }),
        [`slot[${slot}].isRoot.out`]: 1n,
        [`slot[${slot}].isRoot.inverse`]: 0n,
      },
    },
    {
      name: `slot ${slot} is used and is said not to be`,
      lies: {
        [`slotGindex[${slot}]`]: 5n,
        [`slotLeft[${slot}][0]`]: 5n,
        [`slot[${slot}].unused.out`]: 1n,
        [`slot[${slot}].unused.inverse`]: 0n,
      },
    },
  ];
}

/** A digest with a word that is 2^32 more or less than it is: no check but the one that compares it can tell. */
function digestOf(forger: Forger, slot: number, half: number, lies: Lies, name: string): Attempt {
  const carry = `slot[${slot}].hash.padding.output${4 * half + 1}.carry[0]`;
  const before = forger.forge(lies).valueAt(carry);
  return { name: `${name}, with another digest, half ${half}`, lies: { ...lies, [carry]: 1n - before } };
}
