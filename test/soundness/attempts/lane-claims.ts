/** Attempts on what lanes claim, over a page whose lanes all exist and one of whose slots is unused. @module */
import { PAGE_SIZES } from "../../../prover/plan/page-sizes.ts";
import type { Forger, Lies } from "../forger.ts";
import { type Attempt, childOf, claimOf, HUGE_GWEI, range, selectionOf } from "./attempt.ts";

const { slots: SLOTS, lanes: LANES } = PAGE_SIZES.test;

export function laneClaims(forger: Forger, unused: number): Attempt[] {
  return range(LANES).flatMap((lane) => claimsOf(forger, lane, unused));
}

function claimsOf(forger: Forger, lane: number, unused: number): Attempt[] {
  const claim = `laneClaim[${lane}]`;
  const parent = range(SLOTS).find((slot) => forger.valueAt(`${claim}.selector[${slot}]`) === 1n)!;
  const side = forger.valueAt(`${claim}.side`);
  const entry = Number(forger.valueAt(`laneIndex[${lane}]`) & 3n);
  const lie = { [`laneBalancesGwei[${lane}][${entry}]`]: HUGE_GWEI };
  const { valueAt } = forger.forge(lie);
  const decoy: Lies = {
    ...lie,
    ...Object.fromEntries(
      range(2).map((k) => [`${childOf(unused, side)}[${k}]`, valueAt(`lane[${lane}].chunkNode[${k}]`)]),
    ),
    ...selectionOf(claim, SLOTS, unused),
  };
  return [
    ...range(4).flatMap((balance) => aroundWhatWasPicked(forger, lane, balance)),
    {
      name: `lane ${lane} lies about its balance and claims nothing`,
      lies: { ...lie, ...claimOf(claim, SLOTS, undefined, 0n) },
    },
    { name: `lane ${lane} claims the child of an unused slot`, lies: decoy },
    {
      name: `lane ${lane} claims the child of an unused slot and gives it the gindex of its own parent`,
      lies: { ...decoy, [`${claim}.gindexProduct[${unused}]`]: forger.valueAt(`slotGindex[${parent}]`) },
    },
    {
      name: `lane ${lane} claims the children of two slots together`,
      lies: { [`${claim}.selector[${unused}]`]: 1n, [`lane[${lane}].exists`]: 1n },
    },
    {
      name: `the validator of lane ${lane} exists and is said not to`,
      lies: { [`lane[${lane}].exists`]: 0n, ...claimOf(claim, SLOTS, undefined, 0n) },
    },
  ];
}

/** A false balance, with what was picked from the parent as it was, and as it would have to be. */
function aroundWhatWasPicked(forger: Forger, lane: number, balance: number): Attempt[] {
  const lie = { [`laneBalancesGwei[${lane}][${balance}]`]: HUGE_GWEI };
  const half = balance >> 1;
  const picked = `laneClaim[${lane}].picked[${half}]`;
  const node = forger.forge(lie).valueAt(`lane[${lane}].chunkNode[${half}]`);
  const name = `lane ${lane} lies about balance ${balance} of its chunk`;
  return [
    { name, lies: { ...lie, [picked]: forger.valueAt(picked) } },
    { name: `${name} and about what it picked`, lies: { ...lie, [picked]: node } },
  ];
}
