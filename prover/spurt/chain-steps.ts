/**
 * What the use cases that send transactions tell about themselves while they run.
 * @module
 */
import type { SendStep } from "../chain/client/send-transaction.ts";
import type { Hex } from "../hex.ts";

export type ChainStep =
  | SendStep
  /** A bundle is compared with the oracle, before anything is sent. */
  | { readonly kind: "comparing" }
  | { readonly kind: "finding-block"; readonly spurt: bigint }
  /** EIP-4788 no longer has the spurt's last block, or never gets it (`isLate`): a newer state proves it. */
  | { readonly kind: "proving-from-newer"; readonly isLate: boolean }
  /** A transaction with pages of the bundle, both from 1. */
  | {
      readonly kind: "pages";
      readonly first: number;
      readonly last: number;
      readonly total: number;
      readonly step: SendStep;
    }
  /** Someone else's pages were accepted: the rest is planned again. */
  | { readonly kind: "pages-accepted-meanwhile" }
  /** A transaction with parts of a report, sources and deposits, with consolidated validators, or with pairs; both from 1. */
  | {
      readonly kind: "parts" | "members" | "pairs";
      readonly first: number;
      readonly last: number;
      readonly total: number;
      readonly step: SendStep;
    }
  /** Somebody else made the report in between. */
  | { readonly kind: "finalized-meanwhile" }
  /** The report on chain counts less than the bundle: a higher one replaces it. */
  | {
      readonly kind: "improving";
      readonly spurt: bigint;
      readonly reportedWei: bigint;
      readonly provedWei: bigint;
    }
  | { readonly kind: "reading-registry" }
  /** Provisions are looked for among all validators of a state. */
  | { readonly kind: "searching-validators"; readonly provisions: number }
  /** EIP-4788 does not have the block of this slot: another one is used, `used` its root. */
  | { readonly kind: "other-block-used"; readonly slot: number; readonly used: Hex }
  /** The queue of consolidations, and sources that may have been consolidated, are looked at in a state. */
  | { readonly kind: "searching-consolidations" }
  /** A transaction that proves consolidations: that they wait, or that they were carried out. */
  | {
      readonly kind: "recording" | "completing";
      readonly consolidations: number;
      readonly step: SendStep;
    }
  /** A transaction that registers validators. */
  | { readonly kind: "registering"; readonly validators: number; readonly step: SendStep };

export type OnStep = (step: ChainStep) => void;
