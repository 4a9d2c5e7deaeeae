/**
 * Titles of the checks for holders, in display order.
 * @module
 */
import type { BundleCheckId } from "../../../prover/bundle/bundle-checks.ts";

/** Of the bundle alone. */
export type CheckId = "files" | BundleCheckId | ChainCheckId;
/** These need a node: a bundle cannot know the chain. */
export type ChainCheckId = "chain-block" | "chain-report" | "chain-registry" | "chain-key";

export interface CheckTitle {
  readonly id: CheckId;
  readonly title: string;
  /** How it is checked. */
  readonly how: string;
}

export const BUNDLE_CHECK_TITLES: readonly CheckTitle[] = [
  { id: "files", title: "The files are the ones that were published together", how: "SHA-256 of every file" },
  { id: "header", title: "The block header belongs to the block root", how: "SSZ hash of the header" },
  {
    id: "balances-top",
    title: "The list of all balances is part of that block",
    how: "SHA-256 branch to the state",
  },
  { id: "links", title: "Every page is a part of that list", how: "a SHA-256 branch for each page" },
  {
    id: "signals",
    title: "Every validator is counted exactly once, and the totals follow from page to page",
    how: "16 public inputs of each page, and the Poseidon chain of the list",
  },
  {
    id: "balances",
    title: "Every single balance is in that block, and they add up",
    how: "a SHA-256 multiproof for each page, and its sums",
  },
  {
    id: "execution",
    title: "Pools, pods, debts, supply and waiting deposits are those of the same block",
    how: "Merkle-Patricia proofs of accounts and slots, SSZ branches of deposits",
  },
  {
    id: "consolidations",
    title: "Consolidated validators were consolidated by this block, and others hold their principal",
    how: "SSZ branches of validators and balances, and the sums of their groups; nothing to check where there are none",
  },
  {
    id: "deployment",
    title: "Of contracts that others deployed: their own storage shows these validators and every amount",
    how: "one set of Merkle-Patricia nodes, SSZ branches of validators and deposits; nothing to check for other reports",
  },
  {
    id: "proofs",
    title: "Every zero-knowledge proof holds",
    how: "Groth16 over BN254, by snarkjs in a worker",
  },
];

export const CHAIN_CHECK_TITLES: readonly CheckTitle[] = [
  {
    id: "chain-block",
    title: "The block is the chain's",
    how: "block root stored by the oracle, from EIP-4788",
  },
  {
    id: "chain-report",
    title: "The oracle's report says the same",
    how: "every amount of the report, compared",
  },
  {
    id: "chain-registry",
    title: "The list of validators is the protocol's",
    how: "commitment to the list, compared",
  },
  {
    id: "chain-key",
    title: "The key is the one that the contract verifies with",
    how: "SHA-256 of the key, compared",
  },
];
