/**
 * The messages between the page and its worker. The worker cannot access files or addresses: it requests each file of
 * the manifest from the page, by name and maximum size.
 * @module
 */
import type { DeploymentSummary } from "../../../prover/bundle/deployment-summary.ts";
import type { Bundle } from "../../../prover/bundle/schema.ts";

/** `pending` is the initial state; `unchecked` is not a verdict: the check was not possible, for the given reason. */
export type CheckState = "pending" | "verified" | "failed" | "unchecked";

export interface CheckResult {
  readonly id: string;
  readonly state: CheckState;
  /** Why it failed or could not be checked; details if it was verified. */
  readonly detail?: string;
  readonly hints?: readonly string[];
}

/** A prover error as data, because errors lose their class between threads. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hints: readonly string[];
}

export type ToWorker =
  /** Load a bundle by asking for its files, then check it. */
  | { readonly kind: "load" }
  /** Check a bundle assembled from transactions, which has no files. */
  | { readonly kind: "check"; readonly bundle: Bundle }
  | { readonly kind: "file"; readonly file: string; readonly bytes: Uint8Array }
  | { readonly kind: "file-failed"; readonly file: string; readonly failure: Failure };

export type FromWorker =
  | { readonly kind: "read"; readonly file: string; readonly limitBytes: number }
  | { readonly kind: "files"; readonly read: number; readonly total: number }
  | { readonly kind: "bundle"; readonly bundle: Bundle }
  | { readonly kind: "check"; readonly result: CheckResult }
  /** What the trie nodes of a bundle of deployed contracts show. */
  | { readonly kind: "deployment"; readonly read: DeploymentSummary }
  | { readonly kind: "proofs"; readonly done: number; readonly total: number }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "done" };
