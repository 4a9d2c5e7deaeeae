/** Contracts of verifier-contracts/src, and the tests that have to notice what is wrong with them. @module */
const PUFFER = ["puffer/PufferParts.t.sol", "puffer/PufferSecondOpinion.t.sol"];

export const CONTRACTS_TO_MUTATE: Readonly<Record<string, readonly string[]>> = {
  RateRouter: ["RateRouter.t.sol"],
  RewardsDistributor: ["RewardsDistributor.t.sol"],
  TrieReader: ["TrieReader.t.sol", "ExecutionState.t.sol"],
  ContinuedRegistry: ["ContinuedRegistry.t.sol"],
  Consolidations: ["Consolidations.t.sol"],
  "puffer/ImplementationAlarm": PUFFER,
  "puffer/PufferAssets": PUFFER,
  "puffer/PufferRegistry": PUFFER,
  "puffer/PufferSecondOpinion": PUFFER,
  "puffer/PufferSource": PUFFER,
  "puffer/PufferState": PUFFER,
  "puffer/StakedEth": PUFFER,
  "puffer/VaultOracleAdapter": PUFFER,
};
