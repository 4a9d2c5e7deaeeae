/**
 * Attempts on the page of test/support/page-example.ts: lane 0 has validator 9, whose balance is the second one of chunk 2.
 * @module
 */
import { PAGE_SIZES } from "../../../prover/plan/page-sizes.ts";
import type { Forger, Lies } from "../forger.ts";
import { type Attempt, claimOf, HUGE_GWEI, range } from "./attempt.ts";

const { slots: SLOTS, lanes: LANES } = PAGE_SIZES.test;

/** The chunk with the false balance, and what was picked from its parent made the same. */
export function nodeWithWhatWasPicked(forger: Forger): Lies {
  const lie = { "laneBalancesGwei[0][1]": HUGE_GWEI };
  const { valueAt } = forger.forge(lie);
  const picked = range(2).map((k) => [`laneClaim[0].picked[${k}]`, valueAt(`lane[0].chunkNode[${k}]`)]);
  return { ...lie, ...Object.fromEntries(picked) };
}

/** Validator 9 is committed to, the balance of validator 10, in the same chunk, is read. */
export const decoupledIndex: Lies = { "lane[0].balances.lane[0]": 0n, "lane[0].balances.lane[1]": 1n };

/** A false balance in a chunk that is nobody's child. */
export const orphanChunk: Lies = {
  "laneBalancesGwei[0][1]": HUGE_GWEI,
  ...claimOf("laneClaim[0]", SLOTS, undefined, 0n),
};

/** A false balance in every lane, claimed at every slot and side. */
export function falseBalances(forger: Forger): Attempt[] {
  return range(LANES)
    .filter((lane) => forger.valueAt(`lane[${lane}].exists`) === 1n)
    .flatMap((lane) => {
      const entry = forger.valueAt(`laneIndex[${lane}]`) & 3n;
      const lie = { [`laneBalancesGwei[${lane}][${entry}]`]: HUGE_GWEI };
      return range(SLOTS).flatMap((slot) =>
        [0n, 1n].map((side) => ({
          name: `a false balance in lane ${lane}, slot ${slot}, side ${side}`,
          lies: { ...lie, ...claimOf(`laneClaim[${lane}]`, SLOTS, slot, side) },
        })),
      );
    });
}

/** One lie of each kind. */
export function examples(forger: Forger): Attempt[] {
  const last = SLOTS - 1;
  const copyOf = (from: number, to: number): Lies =>
    Object.fromEntries(
      ["slotGindex[*]", "slotLeft[*][0]", "slotLeft[*][1]", "slotRight[*][0]", "slotRight[*][1]"].map(
        (name) => [name.replace("*", String(to)), forger.valueAt(name.replace("*", String(from)))],
      ),
    );
  const orphan = { ...copyOf(1, last), [`slotLeft[${last}][0]`]: 5n };
  const all: Record<string, Lies> = {
    "a node and what was picked from it": nodeWithWhatWasPicked(forger),
    "an index that is not the one of the commitment": decoupledIndex,
    "a chunk that is nobody's child": orphanChunk,
    "a slot that is nobody's child": { ...orphan, ...claimOf(`slotClaim[${last}]`, last, undefined, 0n) },
    "a second slot with the gindex of another and other children": {
      ...orphan,
      ...claimOf(`slotClaim[${last}]`, last, 0, forger.valueAt("slotClaim[1].side")),
    },
    "a validator that exists and is said not to": {
      "lane[0].exists": 0n,
      ...claimOf("laneClaim[0]", SLOTS, undefined, 0n),
    },
    "a validator that does not exist and is said to": {
      "lane[3].exists": 1n,
      ...claimOf("laneClaim[3]", SLOTS, 1, 0n),
    },
    "a principal that the registry does not have": {
      "lanePrincipalGwei[1]": HUGE_GWEI,
      commitmentOut: forger.valueAt("commitmentOut"),
    },
    "a lane that is left out": { "laneActive[4]": 0n },
    "an inactive lane before active ones": { "laneActive[1]": 0n },
    "a lane that counts twice": { "laneActive[0]": 2n },
    "a side that is neither": { "laneClaim[0].side": 2n },
    "a balance beyond 64 bits": { "laneBalancesGwei[0][1]": 1n << 64n },
  };
  return Object.entries(all).map(([name, lies]) => ({ name, lies }));
}
