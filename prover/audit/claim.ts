/**
 * The claims of an audit: each has a sentence for people and its own check.
 * @module
 */

import type { BundleUnderCheck } from "../bundle/bundle-checks.ts";
import type { Bundle } from "../bundle/schema.ts";
import type { Evidence } from "./evidence.ts";

/** Two values that should be equal, as text for display. */
export interface Difference {
  readonly what: string;
  /** The bundle's value; or the fault, where the bundle contradicts itself and `own` is null. */
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
  /** Ids of earlier claims that must be ok before this one can be checked. */
  readonly needs?: readonly string[];
  /**
   * @returns The differences; empty if there are none.
   * @throws NotCheckableError, and LeftOutError where there is nothing to check; CheckFailedError counts as a difference.
   */
  check(context: AuditContext): Promise<readonly Difference[]> | readonly Difference[];
}

export interface AuditContext {
  readonly bundle: Bundle;
  /** The bundle, and the results that its checks pass on to one another. */
  readonly checked: BundleUnderCheck;
  /** Answers of the auditor's own nodes; each question is asked once. */
  readonly evidence: Evidence;
}

/**
 * `ok` and `differs` were checked. `unchecked` could not be checked. `left-out` was not requested, or there is nothing
 * to check.
 */
export type ClaimStatus = "ok" | "differs" | "unchecked" | "left-out";

/** Plain JSON. */
export interface ClaimResult {
  readonly id: string;
  readonly sentence: string;
  readonly status: ClaimStatus;
  readonly differences: readonly Difference[];
  /** Why it is unchecked or left out, in words. */
  readonly reason: string | null;
  /** Left out because it can only be checked with nodes of the auditor, and none were given. */
  readonly needsNodes: boolean;
}
