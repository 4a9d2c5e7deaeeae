/**
 * Advice for each contract error that a caller of the commands can cause. Errors that only a deployment can cause have
 * none.
 * @module
 */

const PROVE_AGAIN =
  "Prove the spurt again: `prove --rpc --oracle --spurt` reads the registry and the sources again.";
const WRONG_BUNDLE =
  "The bundle is invalid or for another oracle: check it with `verify`, and check --oracle.";
const OTHER_CHAIN = "Check that --beacon and --rpc serve the same chain.";

const HINTS: Readonly<Record<string, readonly string[]>> = {
  AccessControlUnauthorizedAccount: [
    "The sender does not hold the role that this call needs.",
    "Before a registry is sealed, only its registrar registers validators.",
  ],
  BalancesTopMismatch: [WRONG_BUNDLE],
  BeaconRootUnknown: [
    "EIP-4788 keeps a block for about 27 hours. After that, `open --beacon URL` can still store a spurt's block.",
  ],
  BeforeFirstSpurt: ["Wait for the first spurt; `status` shows when it begins and ends."],
  BlockAfterEnd: [OTHER_CHAIN],
  BlockNotStored: ["Open the spurt first: `pufeth-por open`."],
  BlockRootMismatch: [OTHER_CHAIN, "The block may have been removed by a reorganisation: run again."],
  CredentialsNotOfPod: [PROVE_AGAIN],
  DuplicateSource: ["A pod is also a configured source; the administrator must deploy another oracle."],
  ImprovementOver: ["A report stands a day after the first one: the next spurt counts all again."],
  LayoutUnknown: ["The contracts were deployed before this fork: a new deployment must define its layout."],
  ListLengthMismatch: [WRONG_BUNDLE],
  LevelCount: [WRONG_BUNDLE],
  LevelsMismatch: [WRONG_BUNDLE],
  NoExpectedWithdrawals: [WRONG_BUNDLE],
  NextBlockNotAfterEnd: [OTHER_CHAIN],
  NodeMalformed: [WRONG_BUNDLE],
  NodeMissing: [WRONG_BUNDLE],
  NodesAfterEnd: [WRONG_BUNDLE],
  NotInHistory: ["Run again later: a newer state has the block in its history."],
  NotHigher: ["Run again: somebody else has shown as much in between."],
  PagesMissing: ["Send the missing pages first: `pufeth-por submit DIR`."],
  PagesNotContiguous: [
    "Somebody submitted other pages: prove the rest with `prove --spurt N --continue`, or send all of yours at once " +
      "with `submit --whole`.",
  ],
  PositionOutOfRange: [WRONG_BUNDLE],
  PrecompileFailed: [WRONG_BUNDLE],
  ProofPointInvalid: [WRONG_BUNDLE],
  ProofsRejected: [
    "Compare the bundle's key with the oracle's verifier, and check the bundle with `verify`.",
  ],
  ProvisionNotWrittenOff: [PROVE_AGAIN],
  ProvisionTooNew: [WRONG_BUNDLE],
  ProvisionsUnaccounted: [
    "Register the validators that exist (`pufeth-por register`), then prove again.",
    "Provisions that neither exist nor wait must be written off by the protocol.",
  ],
  PublicInputTooLarge: [WRONG_BUNDLE],
  RaiseOutside: [
    "A rate in effect is not raised beyond the bounds by improving its report: the next spurt's report can be.",
  ],
  RateIsVetoed: ["A guardian vetoed this rate: the next spurt's report counts."],
  RegistryMismatch: [PROVE_AGAIN],
  RegistryNotSealed: ["Only blocks from the registry's seal on can be proved: use a later spurt."],
  SSZBranchMismatch: [WRONG_BUNDLE],
  SourceUnknown: [PROVE_AGAIN],
  SourceProofCount: [PROVE_AGAIN],
  SpurtBeforeGenesis: ["Use a later spurt: this one has no block."],
  SpurtFinalized: ["There is nothing left to do: `pufeth-por status` shows its report."],
  SpurtNotEnded: ["Run again when the spurt is over."],
  SpurtNotOpen: ["Open it first: `pufeth-por open`."],
  SupplyZero: ["The supply was zero at that block: the spurt cannot have a rate."],
};

const SIMULATED = "The call was only simulated, not sent.";

export function revertHints(errorName: string): readonly string[] {
  return [...(HINTS[errorName] ?? []), SIMULATED];
}

/** Errors with specific advice; a test requires that each exists in a contract. */
export const HINTED_ERRORS: readonly string[] = Object.keys(HINTS);
