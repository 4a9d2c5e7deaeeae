/**
 * Mutants of contracts that no test can notice, and why: by contract and by the line's text with what is changed there, as
 * `npm run mutants:contracts` prints them. They are not tried.
 * @module
 */
export const EQUIVALENT_MUTANTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  RewardsDistributor: {
    "if (mostWei > promisedWei) mostWei = promisedWei; > is >=": "what is equal is assigned",
    "if (mostWei > fundedWei) mostWei = fundedWei; > is >=": "what is equal is assigned",
  },
};
