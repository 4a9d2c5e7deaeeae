/**
 * Checks every claim of a bundle, one after another. A failure does not stop the audit: a claim that cannot be checked
 * is reported with the reason, and the next one is checked.
 * @module
 */
import type { Bundle } from "../bundle/schema.ts";
import { CheckFailedError, ProverError } from "../errors.ts";
import type { AuditContext, Claim, ClaimResult } from "./claim.ts";
import { claimsOf } from "./claims/all-claims.ts";
import { REWARDS_CLAIM } from "./claims/rewards-claim.ts";
import { LeftOutError, NotCheckableError } from "./errors.ts";
import { type AuditOptions, gatherEvidence } from "./evidence.ts";
import { requireOneBranch } from "./require-one-branch.ts";

/**
 * Never throws because of the bundle: a claim that is not true, or cannot be checked, is in the answer.
 * @throws ChainMovedError, AuditOfTwoBranchesError where not all is ok and the nodes' answers are of two branches.
 * @param bundle   Read, not necessarily verified.
 * @param onClaim  Called before each claim, with its number from 1.
 * @returns One result a claim, in order.
 */
export async function auditBundle(
  bundle: Bundle,
  options: AuditOptions,
  onClaim: (claim: Claim, number: number, count: number) => void = () => {},
): Promise<ClaimResult[]> {
  const context: AuditContext = {
    bundle,
    checked: { bundle, onProof: () => {} },
    evidence: gatherEvidence(
      {
        slot: bundle.manifest.header.slot,
        fork: bundle.manifest.fork,
        validators: bundle.registry.length,
      },
      options,
    ),
  };
  const claims = options.rewards === undefined ? claimsOf(bundle) : [...claimsOf(bundle), REWARDS_CLAIM];
  const results: ClaimResult[] = [];
  for (const [i, claim] of claims.entries()) {
    onClaim(claim, i + 1, claims.length);
    const notOk = (id: string) => results.find((result) => result.id === id && result.status !== "ok");
    const failed = claim.needs?.map(notOk).find((result) => result !== undefined);
    results.push(failed === undefined ? await checkClaim(claim, context) : notWithout(failed, claim));
  }
  const isOpen = results.some(({ status }) => status === "differs" || status === "unchecked");
  if (options.nodes !== undefined && isOpen) await requireOneBranch(context);
  return results;
}

function notWithout({ id: needed }: ClaimResult, { id, sentence }: Claim): ClaimResult {
  const reason = `it depends on "${needed}", which is not ok`;
  return { id, sentence, status: "unchecked", differences: [], reason, needsNodes: false };
}

async function checkClaim(claim: Claim, context: AuditContext): Promise<ClaimResult> {
  const { id, sentence } = claim;
  const result = { id, sentence, differences: [], reason: null, needsNodes: false };
  if (!claim.offline && context.evidence.options.nodes === undefined) {
    return { ...result, status: "left-out", reason: "it needs nodes of your own", needsNodes: true };
  }
  try {
    const differences = await claim.check(context);
    return { ...result, differences, status: differences.length === 0 ? "ok" : "differs" };
  } catch (error) {
    const reason = oneLine(error instanceof Error ? error.message : String(error));
    if (error instanceof LeftOutError) return { ...result, status: "left-out", reason };
    // Without nodes, only the bundle itself can be at fault.
    if (error instanceof CheckFailedError || (claim.offline && error instanceof ProverError)) {
      return { ...result, status: "differs", differences: [{ what: error.code, bundle: reason, own: null }] };
    }
    if (error instanceof NotCheckableError || error instanceof ProverError) {
      return { ...result, status: "unchecked", reason };
    }
    // An internal error, perhaps provoked by a hostile bundle: never "ok", and it does not end the audit.
    return { ...result, status: "unchecked", reason: `unexpected: ${reason}` };
  }
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").trim();
}
