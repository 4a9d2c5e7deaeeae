/** What may be removed without anybody noticing, with the reason why nothing is lost. @module */

/** Of a slot that claims nothing: it is the root or unused. */
const TESTS_OF_SLOT_0 =
  "Slot 0 claims nothing, so one of the tests of its gindex says 1; and in × out = 0 lets only the true one say so.";

const ADVICE_ALONE =
  "Which slot is meant: the witness generator reads it to set the selectors, no constraint does, and it may be anything.";

const HINT_ALONE =
  "Of these words only the witness generator takes a carry, which may be any of its bits: the digest is built of the words themselves.";

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
  "sha256/padding-block.circom: output0.words <== [a, rounds[14].newE[2], sigma1.out, ch.out, sigma0.out, maj.out];":
    HINT_ALONE,
  "sha256/padding-block.circom: output1.words <== [b, rounds[15].newA[1]];": HINT_ALONE,
  "sha256/padding-block.circom: output2.words <== [c, rounds[15].newA[0]];": HINT_ALONE,
  "sha256/padding-block.circom: output3.words <== [d, rounds[14].newA[3]];": HINT_ALONE,
  "sha256/padding-block.circom: output4.words <== [e, rounds[14].newA[2], rounds[14].newE[2], sigma1.out, ch.out];":
    HINT_ALONE,
  "sha256/padding-block.circom: output5.words <== [f, rounds[15].newE[1]];": HINT_ALONE,
  "sha256/padding-block.circom: output6.words <== [g, rounds[15].newE[0]];": HINT_ALONE,
  "sha256/padding-block.circom: output7.words <== [h, rounds[14].newE[3]];": HINT_ALONE,
};
