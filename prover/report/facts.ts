/**
 * What a verified bundle says, as a person asks it: one source for the web page, the HTML file and the forum post.
 * Plain data; amounts are bigint with their unit in the name, numbers are counts and indices.
 * @module
 */
import type { ProvedValidator } from "../bundle/proved-balances.ts";
import type { Policy, SourceKind } from "../chain/execution/execution-proof.ts";
import type { Hex } from "../hex.ts";
import type { BalanceBin } from "./balance-bins.ts";

/** An existing validator. */
export interface HeldBalance extends ProvedValidator {
  readonly balanceGwei: bigint;
}

/** A part of the reserves. Parts that count less those that are owed are the reserves, or 0 where more is owed. */
export interface ReservesComponent {
  readonly kind: "validators" | "pending-deposits" | "source" | "pod" | "liability";
  /** As the oracle names it; of pods "pod 1", … */
  readonly name: string;
  /** Never negative: `owed` says which way it counts. */
  readonly amountWei: bigint;
  readonly owed: boolean;
  /** Where on the execution layer it lies; null for validators and waiting deposits. */
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
    /** Null where proved without an execution layer. Number and time only say where to look: they are not proved. */
    readonly execution: {
      readonly number: bigint;
      readonly timeSeconds: bigint;
      readonly stateRoot: Hex;
    } | null;
  };

  readonly reservesWei: bigint;
  /** Of pufETH; null, as the rate, where proved without an execution layer. */
  readonly supplyWei: bigint | null;
  /** ETH per pufETH, 18 decimals; null also with a supply of 0. */
  readonly rate: bigint | null;
  /** Which validator total counts; null without an execution layer, when it is the principal. */
  readonly policy: Policy | null;
  readonly components: readonly ReservesComponent[];

  /** Σ min(balance, principal) and Σ balance, and what lies between them: rewards of the NoOps. */
  readonly principalWei: bigint;
  readonly rawWei: bigint;
  readonly abovePrincipalWei: bigint;

  readonly validators: {
    /** In the registry, and those of them that exist at this block. */
    readonly registered: number;
    readonly existing: number;
    /** Indices past the end of the chain's list: they count 0. */
    readonly notExisting: readonly number[];
    /** The first ones, which another bundle proves: what they hold is only claimed here. Normally 0. */
    readonly provedElsewhere: number;
    /** Deposits that wait in the queue, and provisions that were given up. */
    readonly waiting: number;
    readonly writtenOff: number;
    /** Of all that are proved here and exist, in registry order. */
    readonly balances: readonly HeldBalance[];
    readonly distribution: readonly BalanceBin[];
    /** Less than their principal, but not nothing: the largest loss first. */
    readonly lostPrincipal: readonly HeldBalance[];
    readonly lostPrincipalGwei: bigint;
    /** Of these, those below 1 ETH: to be ejected. */
    readonly belowOneEth: readonly HeldBalance[];
    /** Nothing left: withdrawn, and what came back lies in their pod, where it counts. */
    readonly empty: readonly HeldBalance[];
  };

  /** The protocol's part of all validators of the chain, as the oracle reports it. */
  readonly share: {
    readonly existing: number;
    /** Entries of the balances list: all validators that the chain ever had. */
    readonly listLength: number;
    /** Hundredths of a percent, rounded down. */
    readonly basisPoints: number;
    readonly thresholdBasisPoints: number;
    readonly reached: boolean;
    /** What the number is, and what it is not. */
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

  /** In words that a holder understands. */
  readonly proved: readonly string[];
  readonly trusted: readonly string[];
}

export interface PageFacts {
  /** From 1. */
  readonly number: number;
  /** Places in the registry, from 0: the first validator of the page, and the one after its last. */
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
