/** What may be removed without anybody noticing, with the reason why nothing is lost. @module */

/** By circuit: constraints, by the signals that they are about. */
export const REDUNDANT_CONSTRAINTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "page test": {
    "slot[1].claims":
      "The selector of the only slot that slot 1 may claim is its `claims`, kept to 0 and 1 a second time: it is 1 less two " +
      "tests for 0 of which one at most says 1, because gindex and gindex − 1 are not both 0.",
  },
};
