/**
 * The facts of a verified bundle: one source for the web page, the HTML file and the forum post.
 * Plain data; amounts are bigint with their unit in the name, numbers are counts and indices.
 * @module
 */

import type { DeploymentTerm } from "../bundle/deployment-terms.ts";
import type { ProvedValidator } from "../bundle/proved-balances.ts";
import type { Policy, SourceKind } from "../chain/execution/execution-proof.ts";
import type { Hex } from "../hex.ts";
import type { BalanceBin } from "./balance-bins.ts";

/** An existing validator. */
export interface HeldBalance extends ProvedValidator {
  readonly balanceGwei: bigint;
}

/** The accounting of contracts that others deployed: puffer/accounting.ts. */
export interface DeploymentFacts {
  /** Name of the network file. */
  readonly network: string;
  /** As they enter the sum: revenue that does not count yet is negative. */
  readonly terms: readonly DeploymentTerm[];
  /** What the vault's terms were read from. */
  readonly slots: readonly {
    readonly name: string;
    readonly account: string;
    /** 32 bytes; null for the account's balance. */
    readonly slot: string | null;
    readonly value: bigint;
  }[];
  /** N, by the oracle. */
  readonly activeValidators: bigint;
  /** ACTIVE ones in the bundle, and how many more the oracle counts (fewer, where it is negative). */
  readonly shown: number;
  readonly unshown: bigint;
  readonly waiting: number;
  /** Indices of those that withdraw to somebody else. */
  readonly foreign: readonly string[];
  /** Indices of those that the registry of a contract, which was proved, lacks. */
  readonly uncounted: readonly string[];
  /** Neither validators nor waiting. */
  readonly missing: readonly { readonly module: string; readonly position: number }[];
  /** Nobody is left out. */
  readonly isComplete: boolean;
  readonly assetsWei: bigint;
  /** V + W + Q, and of it what counts at most, and what is above that. */
  readonly stakeWei: bigint;
  readonly claimedWei: bigint;
  readonly aboveClaimsWei: bigint;
  readonly totalAssetsWei: bigint;
  readonly backingWei: bigint;
  readonly shortfallWei: bigint;
  /** In validators above 32 ETH. */
  readonly excessWei: bigint;
  /** M: may be negative. */
  readonly unreturnedRewardsWei: bigint;
  /** By what the vault says; 18 decimals, null without supply. */
  readonly shownRate: bigint | null;
}

/** A part of the reserves. The reserves are the assets minus the liabilities, or 0 if the liabilities are larger. */
export interface ReservesComponent {
  readonly kind:
    | "validators"
    | "consolidated"
    | "pending-deposits"
    | "withdrawals"
    | "source"
    | "pod"
    | "liability"
    | "above-outstanding"
    /** Of deployed contracts. */
    | "term"
    | "above-claims";
  /** Name in the oracle; "pod 1", … for pods. */
  readonly name: string;
  /** Never negative: `owed` gives the sign. */
  readonly amountWei: bigint;
  readonly owed: boolean;
  /** Place on the execution layer; null for validators and waiting deposits. */
  readonly place: {
    readonly kind: SourceKind;
    readonly address: Hex;
    readonly slot: bigint | null;
  } | null;
}

export interface BundleFacts {
  readonly block: {
    readonly root: Hex;
    readonly slot: number;
    readonly fork: string;
    readonly stateRoot: Hex;
    /** Null if proved without an execution layer. Number and time are informative only: they are not proved. */
    readonly execution: {
      readonly number: bigint;
      readonly timeSeconds: bigint;
      readonly stateRoot: Hex;
    } | null;
  };

  /** Null while a deployment is unread. */
  readonly reservesWei: bigint | null;
  /** Supply of pufETH; null, like the rate, if proved without an execution layer. */
  readonly supplyWei: bigint | null;
  /** ETH per pufETH, 18 decimals; null also with a supply of 0. */
  readonly rate: bigint | null;
  /** Which validator total counts; null without an execution layer, when it is the principal. */
  readonly policy: Policy | null;
  readonly components: readonly ReservesComponent[];
  /**
   * Of contracts that others deployed; "unread" where the bundle has them and its trie nodes were not read yet. Null for
   * the bundle of an oracle, or of validators alone.
   */
  readonly deployment: DeploymentFacts | "unread" | null;

  /** Σ min(balance, principal) and Σ balance, and their difference: rewards of the NoOps. */
  readonly principalWei: bigint;
  readonly rawWei: bigint;
  readonly abovePrincipalWei: bigint;

  readonly validators: {
    /** Validators in the registry, and those that exist at this block. */
    readonly registered: number;
    readonly existing: number;
    /** Indices past the end of the chain's list, counted as 0. */
    readonly notExisting: readonly number[];
    /** Leading validators that another bundle proves: their balances are only claimed here. Normally 0. */
    readonly provedElsewhere: number;
    /** Deposits that wait in the queue, and provisions that were written off. */
    readonly waiting: number;
    readonly writtenOff: number;
    /** All validators that are proved here and exist, in registry order. */
    readonly balances: readonly HeldBalance[];
    readonly distribution: readonly BalanceBin[];
    /** Below their principal but not zero, largest loss first. */
    readonly lostPrincipal: readonly HeldBalance[];
    readonly lostPrincipalGwei: bigint;
    /** Of these, those below 1 ETH: to be ejected. */
    readonly belowOneEth: readonly HeldBalance[];
    /** Zero balance: withdrawn, and the ETH is counted in their pod. */
    readonly empty: readonly HeldBalance[];
  };

  /** The protocol's share of all validators of the chain, as reported by the oracle. */
  readonly share: {
    readonly existing: number;
    /** Entries of the balances list: all validators that the chain ever had. */
    readonly listLength: number;
    /** Hundredths of a percent, rounded down. */
    readonly basisPoints: number;
    readonly thresholdBasisPoints: number;
    readonly reached: boolean;
    /** Explanation of the number and its limits. */
    readonly sentence: string;
  };

  readonly pages: readonly PageFacts[];
  readonly key: {
    readonly kind: "development" | "ceremony";
    readonly id: string;
    /** Whoever made a development key can forge proofs. */
    readonly insecure: boolean;
    readonly verificationKeySha256: string;
    readonly circuit: { readonly size: string; readonly slots: number; readonly lanes: number };
    readonly sourceHash: string;
  };
  readonly registryCommitment: bigint;

  /** Explanations for holders. */
  readonly proved: readonly string[];
  readonly trusted: readonly string[];
}

export interface PageFacts {
  /** From 1. */
  readonly number: number;
  /** Positions in the registry, from 0: the first validator of the page, and the one after its last. */
  readonly from: number;
  readonly to: number;
  readonly existing: number;
  readonly principalWei: bigint;
  readonly rawWei: bigint;
  readonly linkNode: Hex;
  /** Levels from the chunks up to the link node. */
  readonly linkDepth: number;
  readonly firstChunk: number;
}
