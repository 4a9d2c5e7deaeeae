/**
 * What an audit is made of: claims, each with a sentence that a person can read and a check of its own.
 * @module
 */

import type { BundleUnderCheck } from "../bundle/bundle-checks.ts";
import type { Bundle } from "../bundle/schema.ts";
import type { Evidence } from "./evidence.ts";

/** Two values that should be the same. Texts: they are shown. */
export interface Difference {
  readonly what: string;
  /** What the bundle says; or all that is wrong with it, where it contradicts itself and `own` is null. */
  readonly bundle: string;
  readonly own: string | null;
}

export interface Claim {
  /** Stable, kebab-case. */
  readonly id: string;
  /** True if the bundle is honest. */
  readonly sentence: string;
  /** Whether it can be checked from the bundle alone; others need nodes of the auditor. */
  readonly offline: boolean;
  /** Ids of claims before it, without which it could not run or would say nothing. */
  readonly needs?: readonly string[];
  /**
   * @returns What differs; nothing where all is well.
   * @throws NotCheckableError, and LeftOutError where there is nothing to check; CheckFailedError counts as a difference.
   */
  check(context: AuditContext): Promise<readonly Difference[]> | readonly Difference[];
}

export interface AuditContext {
  readonly bundle: Bundle;
  /** The bundle by itself: what its checks hand on to one another. */
  readonly checked: BundleUnderCheck;
  /** What the auditor's own nodes say; each question is asked once. */
  readonly evidence: Evidence;
}

/**
 * `ok` and `differs` were checked. `unchecked` should have been and could not be. `left-out` was not asked for, or there
 * is nothing to check.
 */
export type ClaimStatus = "ok" | "differs" | "unchecked" | "left-out";

/** Plain JSON. */
export interface ClaimResult {
  readonly id: string;
  readonly sentence: string;
  readonly status: ClaimStatus;
  readonly differences: readonly Difference[];
  /** Why it is unchecked or left out. */
  readonly reason: string | null;
}
