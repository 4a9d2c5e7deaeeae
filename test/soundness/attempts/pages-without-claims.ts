/** Attempts on a page of validators that do not exist yet, all slots unused: one constraint alone stands in the way of each. @module */
import { PAGE_SIZES } from "../../../prover/plan/page-sizes.ts";
import type { Forger, Lies } from "../forger.ts";
import { type Attempt, childOf, claimOf, outputCarries, range, testsOfGindex } from "./attempt.ts";

const { slots: SLOTS, lanes: LANES } = PAGE_SIZES.test;

export function pagesWithoutClaims(forger: Forger): Attempt[] {
  return [
    ...range(LANES).flatMap((lane) => [...activityOf(lane), ...idleClaim(`laneClaim[${lane}]`, SLOTS)]),
    ...range(SLOTS).flatMap((slot) => [...carriesOf(slot), ...digestsOf(forger, slot)]),
    ...range(SLOTS)
      .slice(1)
      .flatMap((slot) => [...idleClaim(`slotClaim[${slot}]`, slot), ...childrenOfUnused(forger, slot)]),
    {
      name: "a first slot that is neither root nor unused",
      lies: testsOfGindex(0, 2n),
    },
  ];
}

function activityOf(lane: number): Attempt[] {
  const idleFrom = (first: number): Lies =>
    Object.fromEntries(range(LANES).map((l) => [`laneActive[${l}]`, l < first ? 1n : 0n]));
  const before = `laneActive[${lane - 1}]`;
  return [
    { name: `lane ${lane} counts twice`, lies: { ...idleFrom(lane), [`laneActive[${lane}]`]: 2n } },
    ...(lane === 0
      ? []
      : [
          {
            name: `lane ${lane} counts after an inactive one`,
            lies: { ...idleFrom(lane + 1), [before]: 0n },
          },
        ]),
  ];
}

/** Of a claim that says nothing: whatever it names is unused and zero. */
function idleClaim(claim: string, slots: number): Attempt[] {
  return [
    { name: `${claim} has a side of 2`, lies: { [`${claim}.side`]: 2n } },
    ...range(slots === 1 ? 0 : slots).map((slot) => ({
      name: `${claim} selects slot ${slot} less than not at all`,
      lies: { [`${claim}.selector[${slot}]`]: -1n, [`${claim}.selector[${slot === 0 ? 1 : 0}]`]: 1n },
    })),
  ];
}

/** A slot of gindex 0 or 1 is the child of one of gindex 0: if it could claim that, any root could be proved. */
function childrenOfUnused(forger: Forger, slot: number): Attempt[] {
  const claim = claimOf(`slotClaim[${slot}]`, slot, 0, 0n);
  const attempt = (name: string, test: string, gindex: bigint): Attempt => {
    const digest = range(2).map((k) => forger.valueAt(`slot[${slot}].digest[${k}]`));
    return {
      name: `slot ${slot}, ${name}`,
      lies: {
        ...testsOfGindex(slot, gindex),
        ...claim,
        ...Object.fromEntries(digest.map((half, k) => [`${childOf(0, gindex)}[${k}]`, half])),
        [`slotClaim[${slot}].side`]: gindex,
        [`slot[${slot}].claims`]: 1n,
        [`slot[${slot}].${test}.out`]: 0n,
      },
    };
  };
  return [
    attempt("a root of its own as the right child of an unused slot", "isRoot", 1n),
    attempt("at gindex 0, as the left child of an unused slot", "unused", 0n),
  ];
}

/** A carry may be anything of its bits, and no more: with more any digest could be had. */
function carriesOf(slot: number): Attempt[] {
  return outputCarries(slot).map((carry) => ({ name: `${carry} is 2`, lies: { [carry]: 2n } }));
}

function digestsOf(forger: Forger, slot: number): Attempt[] {
  return range(2).map((half) => {
    const digest = `slot[${slot}].digest[${half}]`;
    return { name: `${digest} is one more`, lies: { [digest]: forger.valueAt(digest) + 1n } };
  });
}
