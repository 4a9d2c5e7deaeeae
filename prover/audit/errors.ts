/**
 * How a claim and an audit can fail.
 * @module
 */
import { CheckFailedError, UnavailableError } from "../errors.ts";
import type { Hex } from "../hex.ts";
import type { ClaimResult } from "./claim.ts";

/** A claim could not be checked: a node of the auditor failed, or something is missing on this machine. */
export class NotCheckableError extends Error {}

/** There is nothing to check, or the check was not requested. */
export class LeftOutError extends Error {}

/** What the auditor's nodes said is of two branches of the chain: nothing of it is the bundle's fault. */
export class AuditOfTwoBranchesError extends UnavailableError {
  readonly code = "AUDIT_OF_TWO_BRANCHES";
  /** @param other  what else was said, as the end of a sentence. */
  constructor(
    readonly slot: number,
    readonly audited: Hex,
    other: string,
  ) {
    super(
      `The beacon node had the block ${audited} at slot ${slot} when it was audited, ${other}. That says nothing about the bundle.`,
      {
        hints: [
          "Audit again: the chain was reorganized meanwhile. If it says so each time, your nodes follow different branches: wait " +
            "until both are synced, or use nodes of one branch.",
        ],
      },
    );
  }
}

/** Not all claims are ok. */
export class AuditFailedError extends CheckFailedError {
  readonly code = "AUDIT_NOT_OK";
  override readonly details: Readonly<Record<string, unknown>>;
  /** @param details  The whole audit, for programs. */
  constructor(claims: readonly ClaimResult[], details: Readonly<Record<string, unknown>>) {
    const differing = claims.filter(({ status }) => status === "differs");
    const unchecked = claims.filter(({ status }) => status === "unchecked");
    const names = (list: readonly ClaimResult[]) => list.map(({ id }) => id).join(", ");
    const parts = [
      ...(differing.length === 0 ? [] : [`${differing.length} differ (${names(differing)})`]),
      ...(unchecked.length === 0 ? [] : [`${unchecked.length} could not be checked (${names(unchecked)})`]),
    ];
    super(`Of ${claims.length} claims ${parts.join(", ")}.`, {
      hints: [
        ...(differing.length === 0
          ? []
          : ["Do not rely on this bundle unless you know why it differs: compare both values above."]),
        ...(unchecked.length === 0
          ? []
          : ["Some claims were not checked: fix the reasons above and audit again."]),
      ],
    });
    this.details = details;
  }
}
