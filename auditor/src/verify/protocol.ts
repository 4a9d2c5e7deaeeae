/**
 * What the page and its worker say to each other. The worker cannot reach any file or address: it asks the page for each
 * file that the manifest names, by name and greatest size.
 * @module
 */
import type { Bundle } from "../../../prover/bundle/schema.ts";

/** `pending` is where everything begins; `unchecked` is no verdict: this page could not tell, and says why. */
export type CheckState = "pending" | "verified" | "failed" | "unchecked";

export interface CheckResult {
  readonly id: string;
  readonly state: CheckState;
  /** Why it failed or could not be checked; what was found, where that says more than "verified". */
  readonly detail?: string;
  readonly hints?: readonly string[];
}

/** A failure of the prover's errors, which lose their class on the way between threads. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly hints: readonly string[];
}

export type ToWorker =
  /** Load a bundle by asking for its files, then check it. */
  | { readonly kind: "load" }
  /** Check a bundle that was put together from transactions: it has no files. */
  | { readonly kind: "check"; readonly bundle: Bundle }
  | { readonly kind: "file"; readonly file: string; readonly bytes: Uint8Array }
  | { readonly kind: "file-failed"; readonly file: string; readonly failure: Failure };

export type FromWorker =
  | { readonly kind: "read"; readonly file: string; readonly limitBytes: number }
  | { readonly kind: "files"; readonly read: number; readonly total: number }
  | { readonly kind: "bundle"; readonly bundle: Bundle }
  | { readonly kind: "check"; readonly result: CheckResult }
  | { readonly kind: "proofs"; readonly done: number; readonly total: number }
  | { readonly kind: "failed"; readonly failure: Failure }
  | { readonly kind: "done" };
