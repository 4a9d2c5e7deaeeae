/** What may be removed without anybody noticing, with the reason why nothing is lost. @module */

/** Of a slot that claims nothing: it is the root or unused. */
const TESTS_OF_SLOT_0 =
  "Slot 0 claims nothing, so one of the tests of its gindex says 1; and in × out = 0 lets only the true one say so.";

const ADVICE_ALONE =
  "Which slot is meant: the witness generator reads it to set the selectors, no constraint does, and it may be anything.";

/** By circuit: constraints, by the signals that they are about. */
export const REDUNDANT_CONSTRAINTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "page test": {
    "slot[0].isRoot.in, slot[0].isRoot.inverse, slot[0].isRoot.out": TESTS_OF_SLOT_0,
    "slotGindex[0], slot[0].unused.inverse, slot[0].unused.out": TESTS_OF_SLOT_0,
    "slot[1].claims":
      "Keeps the selector of the only slot that slot 1 may claim, which is its `claims`, to 0 and 1: it is 1 less two tests " +
      "for 0 of which one at most says 1, because gindex and gindex − 1 are not both 0.",
  },
};

/** By `file: statement`: source mutants. */
export const REDUNDANT_STATEMENTS: Readonly<Record<string, string>> = {
  "reserves-page.circom: slotClaim[s].parent <== slotParent[s];": ADVICE_ALONE,
  "reserves-page.circom: laneClaim[l].parent <== laneParent[l];": ADVICE_ALONE,
};
