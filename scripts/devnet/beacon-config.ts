/**
 * The consensus layer's configuration: mainnet's preset and rules, all forks up to the chosen one active from epoch 0, and
 * Gloas from a later epoch where it is asked for.
 * @module
 */
import { setHasher } from "@chainsafe/persistent-merkle-tree";
import { hasher } from "@chainsafe/persistent-merkle-tree/hasher/hashtree";
import { type ChainConfig, createChainConfig } from "@lodestar/config";
import { fromHex } from "../../prover/hex.ts";
import { DEPOSIT_CONTRACT_ADDRESS } from "./execution-genesis.ts";

/** Forks that the network can begin with: their blocks are the same, their states differ by one field. */
export type DevnetFork = "electra" | "fulu";

export const SECONDS_PER_SLOT = 12;

/** @param gloasForkEpoch  at least 1: there is no genesis of Gloas. Default: never. */
export function beaconChainConfig(
  fork: DevnetFork,
  chainId: number,
  gloasForkEpoch = Number.POSITIVE_INFINITY,
): ChainConfig {
  return createChainConfig({
    CONFIG_NAME: "pufeth-por-devnet",
    ALTAIR_FORK_EPOCH: 0,
    BELLATRIX_FORK_EPOCH: 0,
    CAPELLA_FORK_EPOCH: 0,
    DENEB_FORK_EPOCH: 0,
    ELECTRA_FORK_EPOCH: 0,
    FULU_FORK_EPOCH: fork === "fulu" ? 0 : Number.POSITIVE_INFINITY,
    GLOAS_FORK_EPOCH: gloasForkEpoch,
    BLOB_SCHEDULE: [],
    TERMINAL_TOTAL_DIFFICULTY: 0n,
    SECONDS_PER_SLOT,
    DEPOSIT_CHAIN_ID: chainId,
    DEPOSIT_NETWORK_ID: chainId,
    DEPOSIT_CONTRACT_ADDRESS: fromHex(DEPOSIT_CONTRACT_ADDRESS),
  });
}

/** persistent-merkle-tree's default hasher is ten times slower. Calling it again does nothing new. */
export function useFastHasher(): void {
  setHasher(hasher);
}
