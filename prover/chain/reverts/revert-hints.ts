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

const UPGRADED =
  "The deployed contracts were upgraded: a deployment that knows their new layout is needed, with the same registry.";
const WRONG_CALL = "The call was put together wrongly: each entry needs its own proof.";

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
  BranchEndsElsewhere: ["Somebody else may have registered one of them in between: run again."],
  CommitmentNotKept: [
    "A run of pages ends after all validators of the registry, after a multiple of 64, or where a `register` ended.",
    PROVE_AGAIN,
  ],
  CoreMissing: ["Prove the vault's side of this spurt first: `proveCore`."],
  CredentialsNotOfPod: [PROVE_AGAIN],
  DuplicateSource: ["A pod is also a configured source; the administrator must deploy another oracle."],
  ImplementationMismatch: [UPGRADED],
  ImprovementOver: ["A report stands a day after the first one: the next spurt counts all again."],
  LayoutOutOfRange: ["`layouts()` of the contract lists those that it knows."],
  LayoutUnknown: ["The contracts were deployed before this fork: a new deployment must define its layout."],
  LevelCount: [WRONG_BUNDLE],
  LevelsMismatch: [WRONG_BUNDLE],
  ListLengthMismatch: [WRONG_BUNDLE],
  ModuleKnown: ["There is nothing left to do: the module is in the list."],
  ModuleUnknown: ["Check the name, as bytes32: `discover --network` lists the modules of the protocol."],
  NextBlockNotAfterEnd: [OTHER_CHAIN],
  NodeMalformed: [WRONG_BUNDLE],
  NodeMissing: [WRONG_BUNDLE],
  NodesAfterEnd: [WRONG_BUNDLE],
  NoExpectedWithdrawals: [WRONG_BUNDLE],
  NoReport: ["Finalize the spurt first."],
  NotForVault: ["Only the views are for the vault: provisions and exits go on using the old oracle."],
  NotHigher: ["Run again: somebody else has shown as much in between."],
  NotInHistory: ["Run again later: a newer state has the block in its history."],
  PagesMissing: ["Send the missing pages first: `pufeth-por submit DIR`."],
  PagesNotContiguous: [
    "Somebody submitted other pages: prove the rest with `prove --spurt N --continue`, or send all of yours at once " +
      "with `submit --whole`.",
  ],
  PairNotActive: ["It has exited, or was never provisioned: `discover --network` lists the ACTIVE pairs."],
  PairNotAnnounced: ["Announce the pair first: `announce`."],
  PairNotExited: ["Settle it once the protocol has handled its exit."],
  PairProofCount: [WRONG_CALL],
  PathCount: [WRONG_CALL],
  PodMismatch: [
    "The pods come from another code than the registry was deployed for: it needs a new registry.",
  ],
  PositionOutOfRange: [WRONG_BUNDLE],
  PrecompileFailed: [WRONG_BUNDLE],
  ProofPointInvalid: [WRONG_BUNDLE],
  ProofsRejected: [
    "Compare the bundle's key with the oracle's verifier, and check the bundle with `verify`.",
  ],
  ProtocolImplementationUnknown: [UPGRADED],
  ProvisionNotWrittenOff: [PROVE_AGAIN],
  ProvisionsUnaccounted: [
    "Register the validators that exist (`pufeth-por register`), then prove again.",
    "Provisions that neither exist nor wait must be written off by the protocol.",
  ],
  ProvisionTooNew: [WRONG_BUNDLE],
  PublicInputTooLarge: [WRONG_BUNDLE],
  RaiseOutside: [
    "A rate in effect is not raised beyond the bounds by improving its report: the next spurt's report can be.",
  ],
  RateIsVetoed: ["A guardian vetoed this rate: the next spurt's report counts."],
  RegistryMismatch: [PROVE_AGAIN],
  RegistryNotSealed: ["Only blocks from the registry's seal on can be proved: use a later spurt."],
  SlotProofCount: [WRONG_CALL],
  SourceProofCount: [PROVE_AGAIN],
  SourceUnknown: [PROVE_AGAIN],
  SpurtBeforeGenesis: ["Use a later spurt: this one has no block."],
  SpurtFinalized: ["There is nothing left to do: `pufeth-por status` shows its report."],
  SpurtNotEnded: ["Run again when the spurt is over."],
  SpurtNotOpen: ["Open it first: `pufeth-por open`."],
  SSZBranchMismatch: [WRONG_BUNDLE],
  StakedEthVersionMismatch: [UPGRADED],
  StakedEthVersionUnknown: [UPGRADED],
  SupplyZero: ["The supply was zero at that block: the spurt cannot have a rate."],
};

const SIMULATED = "The call was only simulated, not sent.";

export function revertHints(errorName: string): readonly string[] {
  return [...(HINTS[errorName] ?? []), SIMULATED];
}

/** Errors with specific advice; a test requires that each exists in a contract. */
export const HINTED_ERRORS: readonly string[] = Object.keys(HINTS);
